package org.sparkprop.driver.inspect;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.sparkprop.common.exact.ExactMoments;

/** Range and exact moments of finite numbers. Mutable; one thread at a time. */
final class NumberSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient ExactMoments moments = new ExactMoments();
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;

  void add(double value) {
    moments.add(value);
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }

  void add(NumberSums other) {
    moments.add(other.moments);
    least = Math.min(least, other.least);
    greatest = Math.max(greatest, other.greatest);
  }

  /** What the numbers are like; nothing of no numbers. */
  Optional<NumberFigures> figures() {
    return moments.count() == 0
        ? Optional.empty()
        : Optional.of(
            new NumberFigures(least, greatest, moments.mean(), Math.sqrt(moments.variance())));
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    ByteBuffer bytes = ByteBuffer.allocate(ExactMoments.ENCODED_BYTES);
    moments.encodeTo(bytes);
    out.writeShort(bytes.position());
    out.write(bytes.array(), 0, bytes.position());
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    byte[] bytes = new byte[in.readShort()];
    in.readFully(bytes);
    moments = ExactMoments.decode(ByteBuffer.wrap(bytes));
  }
}
