package org.sparkprop.common.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.NativeOperation;
import org.sparkprop.common.vector.Tensor;

/**
 * A {@link Convolution} by ND4J's {@code conv2d} and {@code conv2d_bp}, which run on oneDNN in
 * float32: images as [rows, channels, height, width], kernels as [filters, channels, height,
 * width], both as they lie in this project's tensors.
 */
final class OneDnnConvolution {
  private static final NativeOperation FORWARD = new NativeOperation("conv2d");
  private static final NativeOperation BACKWARD = new NativeOperation("conv2d_bp");
  private static final String WEIGHT_GRADIENT = "weight-gradient";
  private static final String BIAS_GRADIENT = "bias-gradient";

  /** Of the operations' arguments: padding as given, and padding worked out for «same». */
  private static final int GIVEN = 0;

  private static final int SAME = 1;

  private static final int CHANNELS_FIRST = 0;
  private static final int FILTERS_FIRST = 1;

  private OneDnnConvolution() {}

  /** Overwrites {@code output}, [rows, filters, …]. */
  static void forward(Convolution convolution, Step step, Tensor output) {
    INDArray input = images(convolution, step.input());
    INDArray weight = kernels(convolution, step.parameter(Convolution.WEIGHT));
    INDArray[] inputs =
        convolution.useBias()
            ? new INDArray[] {input, weight, step.parameter(Convolution.BIAS).array()}
            : new INDArray[] {input, weight};
    FORWARD.run(inputs, arguments(convolution), outputs(convolution, output));
  }

  /**
   * Adds to the gradients, where the layer learns, and overwrites the input's. The operation always
   * computes both.
   */
  static void backward(Convolution convolution, Step step) {
    INDArray input = images(convolution, step.input());
    INDArray weight = kernels(convolution, step.parameter(Convolution.WEIGHT));
    INDArray gradient = outputs(convolution, step.outputGradient());
    INDArray inputGradient = images(convolution, step.inputGradient());
    // The operation overwrites, a step adds.
    Tensor weightSum =
        step.buffer(WEIGHT_GRADIENT, new Shape(step.parameter(Convolution.WEIGHT).shape()));
    INDArray weightGradient = kernels(convolution, weightSum);
    if (convolution.useBias()) {
      Tensor biasSum = step.buffer(BIAS_GRADIENT, new Shape(convolution.filters()));
      INDArray bias = step.parameter(Convolution.BIAS).array();
      BACKWARD.run(
          new INDArray[] {input, weight, bias, gradient},
          arguments(convolution),
          inputGradient,
          weightGradient,
          biasSum.array());
      if (step.learns()) {
        Elementwise.add(biasSum, step.gradient(Convolution.BIAS));
      }
    } else {
      BACKWARD.run(
          new INDArray[] {input, weight, gradient},
          arguments(convolution),
          inputGradient,
          weightGradient);
    }
    if (step.learns()) {
      Elementwise.add(weightSum, step.gradient(Convolution.WEIGHT));
    }
  }

  private static long[] arguments(Convolution convolution) {
    Axis height = convolution.height();
    Axis width = convolution.width();
    boolean isUneven = height.padding() % 2 + width.padding() % 2 > 0;
    return new long[] {
      height.size(),
      width.size(),
      height.stride(),
      width.stride(),
      height.before(),
      width.before(),
      height.dilation(),
      width.dilation(),
      isUneven ? SAME : GIVEN,
      CHANNELS_FIRST,
      FILTERS_FIRST
    };
  }

  private static INDArray images(Convolution convolution, Tensor tensor) {
    return shaped(
        tensor,
        tensor.rows(),
        convolution.channels(),
        convolution.height().input(),
        convolution.width().input());
  }

  private static INDArray outputs(Convolution convolution, Tensor tensor) {
    return shaped(
        tensor,
        tensor.rows(),
        convolution.filters(),
        convolution.height().output(),
        convolution.width().output());
  }

  private static INDArray kernels(Convolution convolution, Tensor tensor) {
    return shaped(
        tensor,
        convolution.filters(),
        convolution.channels(),
        convolution.height().size(),
        convolution.width().size());
  }

  /** The tensor's own array where it has the shape; a sequence gets its height of 1. */
  private static INDArray shaped(Tensor tensor, int... shape) {
    return tensor.shape().length == shape.length ? tensor.array() : tensor.view(0, shape).array();
  }
}
