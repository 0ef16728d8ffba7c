package org.sparkprop.common.network;

import org.sparkprop.common.vector.Tensor;

/** One parameter's part of the flat weights and of the flat gradient, in its own shape. */
record ParameterViews(Tensor value, Tensor gradient) {}
