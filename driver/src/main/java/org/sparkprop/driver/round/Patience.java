package org.sparkprop.driver.round;

import java.util.OptionalDouble;

/**
 * How long a step may take before somebody is asked after. Unless it was given it is ten times the
 * longest step before, so that it fits any network, and nothing is waited for in vain where that is
 * short. Not thread-safe.
 */
final class Patience {
  private static final double TIMES_THE_LONGEST = 10;
  private static final double LEAST_SECONDS = 60;

  private final OptionalDouble given;
  private double longest;
  private double factor = 1;

  Patience(OptionalDouble givenSeconds) {
    this.given = givenSeconds;
  }

  /** Takes a step that nobody had to be asked after. */
  void add(double seconds) {
    longest = Math.max(longest, seconds);
  }

  /**
   * After how many seconds it ends. The first step builds shards, which takes as long as it takes:
   * there only what was given counts.
   */
  double seconds() {
    if (given.isEmpty() && longest == 0) {
      return Double.POSITIVE_INFINITY;
    }
    return factor * given.orElse(Math.max(LEAST_SECONDS, TIMES_THE_LONGEST * longest));
  }

  /** Of the steps so far, in seconds. */
  double longest() {
    return longest;
  }

  /**
   * Twice as long from now on: a run whose executors are slow must not spend itself on new ones.
   */
  void grow() {
    factor *= 2;
  }
}
