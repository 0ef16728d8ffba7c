package org.sparkprop.common.network;

import java.util.Arrays;
import org.sparkprop.common.layer.BatchStatistic.Way;
import org.sparkprop.common.layer.Step;
import org.sparkprop.common.vector.FlatVector;

/** The sums of the pass for {@link BatchStatistics} that a workspace is in, if it is in one. */
final class BatchSums {
  private final BatchStatistics statistics;
  private final double[] sums;

  /** Null in a pass for the gradient. */
  private BatchStatistics.Pass pass;

  BatchSums(BatchStatistics statistics) {
    this.statistics = statistics;
    this.sums = new double[statistics.mostSums()];
  }

  /** Begins a micro-batch of a pass, by its number from 1 on. */
  BatchStatistics.Pass begin(int number) {
    pass = statistics.pass(number);
    return pass;
  }

  void end() {
    pass = null;
  }

  /** A layer is reached: takes its sums if it is asked for such. */
  void take(Way way, PlacedLayer placed, Step step) {
    if (pass == null || pass.way() != way) {
      return;
    }
    for (BatchStatistics.Place place : pass.places()) {
      if (place.placed().number() == placed.number()) {
        double[] share = place.sums(sums);
        place.statistic().add(step, share);
        System.arraycopy(share, 0, sums, place.sumsAt(), share.length);
      }
    }
  }

  void clear() {
    Arrays.fill(sums, 0);
  }

  /** The sums since {@link #clear}, at the start of a vector that is else zero. */
  void copyTo(FlatVector into) {
    into.write(0, into.length(), Arrays.copyOf(sums, into.length()));
  }
}
