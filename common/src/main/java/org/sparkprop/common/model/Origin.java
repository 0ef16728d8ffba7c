package org.sparkprop.common.model;

/**
 * The model that a training started from.
 *
 * @param model its directory
 * @param name of the run that made it
 * @param layers how many of its first layers were kept
 * @param weightsSha256 of its {@code weights.safetensors}
 */
public record Origin(String model, String name, int layers, String weightsSha256) {
  @Override
  public String toString() {
    return layers == 1
        ? "layer 0 of %s (%s)".formatted(model, name)
        : "layers 0 to %d of %s (%s)".formatted(layers - 1, model, name);
  }
}
