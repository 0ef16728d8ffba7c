package org.sparkprop.common.layer;

import org.sparkprop.common.initializer.Initializer;

/**
 * One block of a layer's parameters: its name in model files ({@code weight}, {@code bias}), its
 * shape, how it starts, and between how many numbers it stands: each output is a sum over {@code
 * fanIn} inputs, each input goes into {@code fanOut} outputs.
 */
public record Parameter(String name, Shape shape, Initializer initializer, int fanIn, int fanOut) {
  /** The same parameter, as one of a layer that lies inside another under the given name. */
  Parameter within(String layer) {
    return new Parameter(layer + "." + name, shape, initializer, fanIn, fanOut);
  }
}
