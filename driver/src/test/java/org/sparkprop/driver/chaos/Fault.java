package org.sparkprop.driver.chaos;

import java.util.Locale;

/**
 * One thing that goes wrong.
 *
 * @param afterRound the round that has to be over before it; 0 for {@link Phase#ROWS_COME_IN}
 * @param share how much of the phase is over by then, from 0 to 1
 * @param worker whose, from 1
 * @param lastsSeconds how long an executor stands still or a machine is away
 */
record Fault(
    Kind kind, Phase phase, int afterRound, double share, int worker, double lastsSeconds) {
  enum Kind {
    /** The executor's process dies; Spark starts another. */
    EXECUTOR_KILLED,
    /** The executor's process stands still for a while, its connections open, and goes on. */
    EXECUTOR_FROZEN,
    /** The machine dies with its disk; a while later another takes its place. */
    MACHINE_LOST;

    @Override
    public String toString() {
      return words(name());
    }
  }

  /** The parts of a run, in the order in which they come. */
  enum Phase {
    /** Until the first round: reading, shuffling, building shards. */
    ROWS_COME_IN,
    WEIGHTS_GO_OUT,
    /** Reading the slice's rows, and computing their gradient. */
    GRADIENTS_ARE_COMPUTED,
    SUMS_COME_BACK,
    EVALUATION;

    @Override
    public String toString() {
      return words(name());
    }
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public String toString() {
    String when =
        phase == Phase.ROWS_COME_IN
            ? String.format(Locale.ROOT, "%.2f of the way in", share)
            : "after round " + afterRound;
    String what = kind + " on " + worker + " while " + phase + ", " + when;
    return kind == Kind.EXECUTOR_KILLED
        ? what
        : String.format(Locale.ROOT, "%s, for %.1f s", what, lastsSeconds);
  }
}
