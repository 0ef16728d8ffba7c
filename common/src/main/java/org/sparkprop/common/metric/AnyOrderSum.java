package org.sparkprop.common.metric;

import java.nio.ByteBuffer;
import org.sparkprop.common.exact.ExactSum;

/**
 * A sum that is the same whatever the order of adding, of numbers that may be infinite or none.
 * Mutable.
 */
final class AnyOrderSum {
  private ExactSum finite = new ExactSum();

  /** Of what is not finite: an infinity or NaN, and else 0. */
  private double rest;

  void add(double value) {
    if (Double.isFinite(value)) {
      finite.add(value);
    } else {
      rest += value;
    }
  }

  void add(AnyOrderSum other) {
    finite.add(other.finite);
    rest += other.rest;
  }

  double value() {
    return rest == 0 ? finite.value() : rest;
  }

  static int encodedBytes() {
    return ExactSum.ENCODED_BYTES + Double.BYTES;
  }

  void encodeTo(ByteBuffer bytes) {
    finite.encodeTo(bytes);
    bytes.putDouble(rest);
  }

  void decodeFrom(ByteBuffer bytes) {
    finite = ExactSum.decode(bytes);
    rest = bytes.getDouble();
  }
}
