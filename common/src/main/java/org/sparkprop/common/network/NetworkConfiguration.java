package org.sparkprop.common.network;

import java.util.List;
import java.util.OptionalDouble;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.loss.Loss;
import org.sparkprop.common.loss.TargetKind;

/**
 * The {@code network} part of a configuration: layers from input to output, the loss, and what that
 * compares the output with.
 *
 * @param temperature by what outputs are divided before they become probabilities in evaluation and
 *     prediction, not in training; left out: 1
 */
public record NetworkConfiguration(
    List<Layer> layers, Loss loss, @Default("label") Target target, OptionalDouble temperature) {
  public NetworkConfiguration {
    Require.that(!layers.isEmpty(), "layers: expected at least one layer, got none");
    Require.that(
        target == Target.LABEL || loss.targetKind() != TargetKind.CLASS_INDEX,
        "loss: expected one that compares numbers where the target are the inputs, such as"
            + " mean-squared-error, or sigmoid-cross-entropy for inputs from 0 to 1");
    if (temperature.isPresent()) {
      Require.positive("temperature", temperature.getAsDouble());
      Require.that(
          target == Target.LABEL && loss.targetKind() != TargetKind.NUMBER,
          "temperature: expected a loss whose outputs become probabilities, softmax-cross-entropy"
              + " or sigmoid-cross-entropy, and a label");
    }
  }

  /** Without a temperature. */
  public NetworkConfiguration(List<Layer> layers, Loss loss, Target target) {
    this(layers, loss, target, OptionalDouble.empty());
  }

  /** The same layers, loss and target with a temperature. */
  public NetworkConfiguration withTemperature(double of) {
    return new NetworkConfiguration(layers, loss, target, OptionalDouble.of(of));
  }

  /** Whether outputs become probabilities. */
  public boolean givesProbabilities() {
    return targetKind() != TargetKind.NUMBER;
  }

  /** A network that predicts labels. */
  public NetworkConfiguration(List<Layer> layers, Loss loss) {
    this(layers, loss, Target.LABEL);
  }

  /** Whether rows can go in sparse: the first layer takes them, and they are not the target. */
  public boolean takesSparseRows() {
    return layers.get(0).takesSparseRows() && target == Target.LABEL;
  }

  /** What a row's target is: numbers where it is the inputs, else what the loss takes. */
  public TargetKind targetKind() {
    return target == Target.INPUTS ? TargetKind.NUMBER : loss.targetKind();
  }
}
