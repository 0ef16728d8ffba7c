package org.sparkprop.driver.bench;

/**
 * How long things are measured.
 *
 * @param firstSeconds that a peer's process trains unmeasured before its first case, so that Java's
 *     compilers have done their work: in all of its processes, which share two cores
 * @param warmSeconds that it trains unmeasured before each further case, so that caches are full
 * @param seconds of one measurement
 * @param repetitions of it, in turn with those of the others
 */
record Effort(double firstSeconds, double warmSeconds, double seconds, int repetitions) {
  static final Effort FULL = new Effort(20, 4, 2.5, 3);
  static final Effort QUICK = new Effort(6, 1.5, 1, 2);

  boolean isQuick() {
    return equals(QUICK);
  }

  /** The same with measurements of at least one round or epoch and no more: for large networks. */
  Effort once() {
    return new Effort(0.1, 0.1, 0.1, Math.min(2, repetitions));
  }
}
