package org.sparkprop.driver.chaos;

/**
 * One thing that goes wrong.
 *
 * @param atSeconds after the run's first executor has started
 * @param worker whose, from 1
 * @param lastsSeconds how long an executor stands still or a machine is away
 */
record Fault(Kind kind, double atSeconds, int worker, double lastsSeconds) {
  enum Kind {
    /** The executor's process dies; Spark starts another. */
    EXECUTOR_KILLED,
    /** The executor's process stands still for a while, its connections open, and goes on. */
    EXECUTOR_FROZEN,
    /** The machine dies with its disk; a while later another takes its place. */
    MACHINE_LOST
  }

  @Override
  public String toString() {
    String what = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    return kind == Kind.EXECUTOR_KILLED
        ? "%.1f s: %s on %d".formatted(atSeconds, what, worker)
        : "%.1f s: %s on %d for %.1f s".formatted(atSeconds, what, worker, lastsSeconds);
  }
}
