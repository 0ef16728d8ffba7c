package org.sparkprop.driver.model;

import java.io.Serializable;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.driver.source.RejectedRows;

/**
 * Merges measures on the executors: those of ten classes may take some megabytes a partition, and
 * the driver is not to hold them all.
 */
record Measuring(TargetKind kind, int outputs) implements Serializable {
  PartMeasures nothing() {
    return new PartMeasures(new Evaluation(kind, outputs).encode(), RejectedRows.none());
  }

  PartMeasures merged(PartMeasures some, PartMeasures more) {
    Evaluation all = decode(some);
    all.add(decode(more));
    return new PartMeasures(all.encode(), some.rejected().and(more.rejected()));
  }

  Evaluation decode(PartMeasures measured) {
    return Evaluation.decode(kind, outputs, measured.evaluation());
  }

  /**
   * Of some of the rows.
   *
   * @param evaluation encoded, of the rows that can be used
   * @param rejected the others
   */
  record PartMeasures(byte[] evaluation, RejectedRows rejected) implements Serializable {}
}
