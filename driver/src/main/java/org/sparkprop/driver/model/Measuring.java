package org.sparkprop.driver.model;

import java.io.Serializable;
import java.util.Optional;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.driver.source.BadRow;

/**
 * Merges measures on the executors: those of ten classes may take some megabytes a partition, and
 * the driver is not to hold them all.
 */
record Measuring(TargetKind kind, int outputs) implements Serializable {
  Measured nothing() {
    return new Measured(new Evaluation(kind, outputs).encode(), null);
  }

  Measured merged(Measured some, Measured more) {
    if (some.bad().isPresent() || more.bad().isPresent()) {
      return some.bad().isPresent() ? some : more;
    }
    Evaluation all = decode(some);
    all.add(decode(more));
    return new Measured(all.encode(), null);
  }

  Evaluation decode(Measured measured) {
    return Evaluation.decode(kind, outputs, measured.evaluation());
  }

  /** An encoded {@link Evaluation} of a partition, or the row at which it ended. */
  static final class Measured implements Serializable {
    private static final long serialVersionUID = 1L;
    private final byte[] evaluation;
    private final BadRow bad;

    Measured(byte[] evaluation, BadRow bad) {
      this.evaluation = evaluation;
      this.bad = bad;
    }

    byte[] evaluation() {
      return evaluation;
    }

    Optional<BadRow> bad() {
      return Optional.ofNullable(bad);
    }
  }
}
