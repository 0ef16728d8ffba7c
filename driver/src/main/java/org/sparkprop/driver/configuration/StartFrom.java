package org.sparkprop.driver.configuration;

import java.util.OptionalInt;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * The {@code training.start-from} part: a trained model whose first layers are kept.
 *
 * @param model its directory
 * @param layers how many of its layers; left out: all
 * @param encoder which one makes the inputs
 */
public record StartFrom(String model, OptionalInt layers, @Default("model") InputEncoder encoder) {
  public StartFrom {
    Require.that(!model.isEmpty(), "model: is missing: name a model directory");
    if (layers.isPresent()) {
      Require.atLeast("layers", layers.getAsInt(), 1);
    }
  }
}
