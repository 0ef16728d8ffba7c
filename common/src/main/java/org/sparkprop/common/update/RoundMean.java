package org.sparkprop.common.update;

import java.util.Optional;
import org.sparkprop.common.vector.FlatVector;

/**
 * What a round found.
 *
 * @param gradient the mean gradient; given away: the update overwrites it
 * @param loss the mean loss
 * @param weight Σ weights of the rows over which both are means
 * @param curvature for a rule that wants the {@link
 *     org.sparkprop.common.gradient.Curvature#MATRIX}: the mean generalised Gauss-Newton matrix,
 *     its upper triangle row after row
 */
public record RoundMean(
    FlatVector gradient, double loss, double weight, Optional<FlatVector> curvature) {
  public RoundMean(FlatVector gradient, double loss, double weight) {
    this(gradient, loss, weight, Optional.empty());
  }

  /** Of a trial at which the loss is not finite. */
  public static RoundMean ofFailedTrial(FlatVector weights) {
    FlatVector zeros = FlatVector.zeros(weights.precision(), weights.length());
    return new RoundMean(zeros, Double.POSITIVE_INFINITY, 0);
  }
}
