package org.sparkprop.common.compression;

import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.FlatVector;

/**
 * Of each shard's sum, of every number that is as large as the threshold or larger, the threshold
 * with the number's sign; what is left of it stays with the shard (Strom 2015, Scalable distributed
 * DNN training using commodity GPU cloud computing; Deeplearning4j's gradient sharing). A round
 * moves no number further than the threshold: one that is too low lets large gradients come late,
 * one that is too high lets small ones wait.
 *
 * @param threshold in units of a mean gradient: a shard's sum is measured against the threshold
 *     times the shard's even share of the round's rows
 */
public record Threshold(double threshold) implements GradientCompression {
  public Threshold {
    Require.positive("threshold", threshold);
  }

  @Override
  public void compress(FlatVector sum, double rows) {
    double limit = threshold * rows;
    for (int i = 0; i < sum.length(); i++) {
      double value = sum.get(i);
      if (Double.isFinite(value)) {
        sum.set(i, Math.abs(value) >= limit ? Math.copySign(limit, value) : 0);
      }
    }
  }
}
