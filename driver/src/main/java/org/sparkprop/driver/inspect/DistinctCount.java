package org.sparkprop.driver.inspect;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.theta.CompactSketch;
import org.apache.datasketches.theta.SetOperation;
import org.apache.datasketches.theta.Union;

/**
 * Counts different values: one by one while they are few, and then by a theta sketch (Dasgupta,
 * Lang, Rhodes and Thaler 2016), within some 1/√size. Mutable; one thread at a time.
 */
final class DistinctCount implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int size;
  private transient Union sketch;

  /** Of at least {@code size} values that are counted one by one. */
  DistinctCount(int size) {
    this.size = size;
    this.sketch = empty(size);
  }

  private static Union empty(int size) {
    return SetOperation.builder().setNominalEntries(size).buildUnion();
  }

  /** Adds a value by its hash, or any number that stands for it alone. */
  void add(long value) {
    sketch.update(value);
  }

  void add(DistinctCount other) {
    sketch.union(other.sketch.getResult());
  }

  Count count() {
    CompactSketch result = sketch.getResult();
    return new Count(Math.round(result.getEstimate()), !result.isEstimationMode());
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    byte[] bytes = sketch.getResult().toByteArray();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    sketch = empty(size);
    sketch.union(Memory.wrap(bytes));
  }
}
