package org.sparkprop.common.network;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.vector.FlatVector;

/**
 * What a round makes of the parameters that no update rule trains, such as the running statistics
 * of batch normalisation. Their sums travel in the places of their gradients, so they merge in the
 * shards' fixed order like these and cost nothing on the wire that was not there.
 *
 * <p>Every row counts once, whatever its weight: statistics describe what goes through the network.
 */
public final class RunningAverages {
  private record Average(ParameterBlock block, double[] values) {}

  private final List<Average> averages = new ArrayList<>();

  private RunningAverages() {}

  /**
   * Takes the sums out of the gradient, leaving zeros that no rule moves by, and works out the new
   * values. A sum that is not finite stays, to be found with the gradient's.
   *
   * @param weights before the round's update; read only
   */
  public static RunningAverages take(Network network, FlatVector weights, GradientSum sum) {
    RunningAverages taken = new RunningAverages();
    FlatVector gradient = sum.gradient();
    for (ParameterBlock block : network.blocks()) {
      if (!block.isTrained() && gradient.firstNonFinite(block.offset(), block.length()) < 0) {
        double[] sums = new double[block.length()];
        double[] values = new double[block.length()];
        gradient.read(block.offset(), sums.length, sums);
        weights.read(block.offset(), values.length, values);
        double momentum = block.parameter().momentum().getAsDouble();
        for (int i = 0; i < values.length && sum.rows() > 0; i++) {
          values[i] += momentum * (sums[i] / sum.rows() - values[i]);
        }
        taken.averages.add(new Average(block, values));
        gradient.write(block.offset(), sums.length, new double[sums.length]);
      }
    }
    return taken;
  }

  /** Overwrites the averages in the weights, whatever the update rule did there. */
  public void writeTo(FlatVector weights) {
    for (Average average : averages) {
      weights.write(average.block.offset(), average.values.length, average.values);
    }
  }
}
