package org.sparkprop.worker.round;

import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.vector.FlatVector;

/**
 * The local steps of a group's shards in one round, one shard after another on one workspace; see
 * {@link org.sparkprop.common.gradient.LocalSteps}.
 *
 * <p>(w₀ − w₍ₖ₎) / η is summed up from the steps' mean gradients: as a difference of weights it
 * would have lost the digits that a small step does not change.
 */
final class LocalDescent {
  private final Workspace workspace;
  private final double learningRate;
  private final FlatVector start;
  private final FlatVector weights;
  private final FlatVector gradient;
  private FlatVector direction;

  /** Begins at the weights that the workspace has, which are the round's. */
  LocalDescent(Workspace workspace, double learningRate) {
    this.workspace = workspace;
    this.learningRate = learningRate;
    this.start = FlatVector.zeros(workspace.precision(), workspace.network().parameterCount());
    workspace.copyWeightsTo(start);
    this.weights = start.copy();
    this.gradient = FlatVector.zeros(start.precision(), start.length());
    this.direction = FlatVector.zeros(start.precision(), start.length());
  }

  /**
   * A step along the mean of the gradient that the workspace has summed.
   *
   * @param weight of the rows that it is of; without weight there is no step
   */
  void step(double weight) {
    if (weight == 0) {
      return;
    }
    workspace.copyGradientTo(gradient);
    direction.addScaled(gradient, 1 / weight);
    weights.addScaled(gradient, -learningRate / weight);
    workspace.setWeights(weights);
  }

  /**
   * What a shard gives for its steps; the workspace has the round's weights again.
   *
   * @param weight of all its rows
   * @param sum is overwritten with it
   */
  void finish(double weight, FlatVector sum) {
    sum.setSlice(0, direction);
    sum.scale(weight);
    direction = FlatVector.zeros(start.precision(), start.length());
    weights.setSlice(0, start);
    workspace.setWeights(start);
  }
}
