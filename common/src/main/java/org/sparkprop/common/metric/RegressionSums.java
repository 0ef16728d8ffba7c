package org.sparkprop.common.metric;

import java.nio.ByteBuffer;
import org.sparkprop.common.exact.ExactMoments;
import org.sparkprop.common.exact.ExactSum;

/** Exact sums for one predicted number: of errors and of the target. Mutable. */
final class RegressionSums {
  private static final int ENCODED_BYTES = 2 * ExactSum.ENCODED_BYTES + ExactMoments.ENCODED_BYTES;

  private ExactSum squaredErrors = new ExactSum();
  private ExactSum absoluteErrors = new ExactSum();
  private ExactMoments targets = new ExactMoments();

  void add(double predicted, double target) {
    double error = predicted - target;
    squaredErrors.addSquare(error);
    absoluteErrors.add(Math.abs(error));
    targets.add(target);
  }

  void add(RegressionSums other) {
    squaredErrors.add(other.squaredErrors);
    absoluteErrors.add(other.absoluteErrors);
    targets.add(other.targets);
  }

  double meanSquaredError() {
    return squaredErrors.value() / targets.count();
  }

  double meanAbsoluteError() {
    return absoluteErrors.value() / targets.count();
  }

  /** 1 − squared error / variance of the target; NaN where the target does not vary. */
  double r2() {
    double variance = targets.variance();
    return variance > 0 ? 1 - meanSquaredError() / variance : Double.NaN;
  }

  static int encodedBytes() {
    return ENCODED_BYTES;
  }

  void encodeTo(ByteBuffer bytes) {
    squaredErrors.encodeTo(bytes);
    absoluteErrors.encodeTo(bytes);
    targets.encodeTo(bytes);
  }

  void decodeFrom(ByteBuffer bytes) {
    squaredErrors = ExactSum.decode(bytes);
    absoluteErrors = ExactSum.decode(bytes);
    targets = ExactMoments.decode(bytes);
  }
}
