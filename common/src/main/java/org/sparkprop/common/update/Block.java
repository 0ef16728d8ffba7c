package org.sparkprop.common.update;

/**
 * Some thousand neighbouring numbers of one parameter, as doubles whatever the precision in which
 * they are kept, so that a step is written once and computes in double precision. Only the first
 * {@link #count} numbers of each array mean something.
 */
public final class Block {
  /**
   * The most numbers of a block. The arrays of a step with two state vectors, 64 kB, lie in a
   * second-level cache.
   */
  static final int LENGTH = 2048;

  private final double[] weights = new double[LENGTH];
  private final double[] step = new double[LENGTH];
  private double[][] vectors = {};
  private int count;
  private int span;

  void set(int newCount, int newSpan) {
    this.count = newCount;
    this.span = newSpan;
  }

  void setVectors(double[][] arrays) {
    this.vectors = arrays;
  }

  /** The weights; overwritten only by steps of {@link Update#move}. */
  public double[] weights() {
    return weights;
  }

  /**
   * The mean gradient as the links so far have changed it, and after the rule what will be taken
   * from the weights; may be overwritten.
   */
  public double[] step() {
    return step;
  }

  /** The numbers of the state vector that was named in this place; may be overwritten. */
  public double[] vector(int index) {
    return vectors[index];
  }

  public int count() {
    return count;
  }

  /** To which parameter the block belongs, as an index into {@link ParameterLayout#spans}. */
  public int span() {
    return span;
  }

  /** Σ a² over the block, in an order that depends on nothing but the block's length. */
  double squares(double[] a) {
    // Four sums side by side, since each waits for its own last addition only.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      s0 += a[i] * a[i];
      s1 += a[i + 1] * a[i + 1];
      s2 += a[i + 2] * a[i + 2];
      s3 += a[i + 3] * a[i + 3];
    }
    for (; i < count; i++) {
      s0 += a[i] * a[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Σ |a| over the block. */
  double magnitudes(double[] a) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.abs(a[i]);
    }
    return sum;
  }

  /** Σ a b over the block. */
  double products(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < count; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
