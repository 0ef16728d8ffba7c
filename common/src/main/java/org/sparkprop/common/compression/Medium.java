package org.sparkprop.common.compression;

/** What takes a vector's bytes to who reads them, and so what a byte costs beside writing it. */
public enum Medium {
  /** Bytes travel: fewer are worth looking for. */
  NETWORK(512, 1 / 8.0),

  /**
   * They are read where they were written, and copying numbers is quicker than to leave some out.
   */
  MEMORY(64, 3 / 4.0);

  private final int sample;
  private final double zerosThatPay;

  Medium(int sample, double zerosThatPay) {
    this.sample = sample;
    this.zerosThatPay = zerosThatPay;
  }

  /** So many numbers of a vector say whether there are enough zeros. */
  int sample() {
    return sample;
  }

  /** Where a larger part of the numbers are zeros, it pays to leave these out. */
  double zerosThatPay() {
    return zerosThatPay;
  }
}
