package org.sparkprop.common.configuration;

/**
 * A mistake in a configuration: where, as in {@code network.layers[2].dense.units} (empty for the
 * whole), and what was found and is allowed.
 */
public record Problem(String path, String message) {
  @Override
  public String toString() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
