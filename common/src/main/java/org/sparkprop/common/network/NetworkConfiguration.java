package org.sparkprop.common.network;

import java.util.List;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.loss.Loss;

/** The {@code network} part of a configuration: layers from input to output, and the loss. */
public record NetworkConfiguration(List<Layer> layers, Loss loss) {
  public NetworkConfiguration {
    Require.that(!layers.isEmpty(), "layers: expected at least one layer, got none");
  }
}
