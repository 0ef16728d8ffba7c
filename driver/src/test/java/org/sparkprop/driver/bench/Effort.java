package org.sparkprop.driver.bench;

/**
 * How long things are measured.
 *
 * @param warmSeconds that each peer trains unmeasured before each case, so that Java's compiler has
 *     done its work and caches are full
 * @param seconds of one measurement
 * @param repetitions of it, in turn with those of the others
 */
record Effort(double warmSeconds, double seconds, int repetitions) {
  static final Effort FULL = new Effort(4, 2.5, 3);
  static final Effort QUICK = new Effort(1.5, 1, 2);

  boolean isQuick() {
    return equals(QUICK);
  }

  /** The same with measurements of at least one round or epoch and no more: for large networks. */
  Effort once() {
    return new Effort(0.1, 0.1, Math.min(2, repetitions));
  }
}
