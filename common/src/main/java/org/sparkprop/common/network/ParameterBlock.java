package org.sparkprop.common.network;

import org.sparkprop.common.layer.Parameter;

/**
 * Where one parameter of one layer lies in the flat vector of the layers that learn, or in that of
 * frozen layers: the network has a list for each.
 */
public record ParameterBlock(int layer, Parameter parameter, int offset) {
  public int length() {
    return parameter.shape().size();
  }

  /** Whether the update rule moves it; see {@link RunningAverages} for those that it does not. */
  public boolean isTrained() {
    return parameter.isTrained();
  }

  /** Its name in model files: {@code 0.weight}. */
  public String tensorName() {
    return layer + "." + parameter.name();
  }
}
