package org.sparkprop.common.network;

import org.sparkprop.common.vector.Tensor;

/**
 * One parameter's part of the flat weights and of the flat gradient, in its own shape.
 *
 * @param gradient null where the parameter is a frozen layer's
 */
record ParameterViews(Tensor value, Tensor gradient) {}
