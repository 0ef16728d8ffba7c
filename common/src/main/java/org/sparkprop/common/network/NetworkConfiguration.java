package org.sparkprop.common.network;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.loss.Loss;
import org.sparkprop.common.loss.TargetKind;

/**
 * The {@code network} part of a configuration: layers from input to output, the loss, and what that
 * compares the output with.
 */
public record NetworkConfiguration(List<Layer> layers, Loss loss, @Default("label") Target target) {
  public NetworkConfiguration {
    Require.that(!layers.isEmpty(), "layers: expected at least one layer, got none");
    Require.that(
        target == Target.LABEL || loss.targetKind() != TargetKind.CLASS_INDEX,
        "loss: expected one that compares numbers where the target are the inputs, such as"
            + " mean-squared-error, or sigmoid-cross-entropy for inputs from 0 to 1");
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
