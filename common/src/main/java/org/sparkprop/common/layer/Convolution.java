package org.sparkprop.common.layer;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.activation.Activation;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Initializer;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Tensor;

/**
 * A convolution of images of one size. Two ways lead to the same numbers:
 *
 * <ul>
 *   <li>{@link OneDnnConvolution}, ND4J's operations {@code conv2d} and {@code conv2d_bp}, which
 *       run on oneDNN: the fastest there is, for float32 without dilation and groups. (oneDNN has
 *       no float64; ND4J hands dilated kernels to it with paddings that it refuses; groups are no
 *       setting of these operations.)
 *   <li>{@link ProductConvolution}, patches and matrix products, for everything else, and for the
 *       weights' gradient where no earlier layer wants the input's: ND4J's operation would compute
 *       that as well, at as much again.
 * </ul>
 *
 * Which one runs follows from settings, precision and place in the network alone, and so do the
 * bits.
 */
record Convolution(
    int channels,
    int filters,
    int groups,
    Axis height,
    Axis width,
    Activation activation,
    boolean useBias) {
  static final String WEIGHT = "weight";
  static final String BIAS = "bias";
  private static final String PREACTIVATION = "preactivation";

  Convolution {
    Require.that(
        channels % groups == 0 && filters % groups == 0,
        "expects channels and filters that %d groups divide but gets %d channels and has %d filters",
        groups,
        channels,
        filters);
  }

  /** Channels that one filter sees. */
  int groupChannels() {
    return channels / groups;
  }

  int groupFilters() {
    return filters / groups;
  }

  Patches patches() {
    return new Patches(groupChannels(), height, width);
  }

  /** Numbers of a row's output. */
  int outputSize() {
    return filters * height.output() * width.output();
  }

  /** The kernel and, where there is one, the bias. */
  List<Parameter> parameters(Shape weight, Initializer weights, Initializer biases) {
    int kernel = height.size() * width.size();
    int fanIn = Math.multiplyExact(groupChannels(), kernel);
    int fanOut = Math.multiplyExact(groupFilters(), kernel);
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter(WEIGHT, weight, weights, fanIn, fanOut));
    if (useBias) {
      parameters.add(new Parameter(BIAS, new Shape(filters), biases, fanIn, fanOut));
    }
    return parameters;
  }

  /** With what oneDNN lays out anew during a call: input and output, and in backward the same. */
  long scratchSize() {
    long input = (long) channels * height.input() * width.input();
    long sum = activation.derivativeReadsInput() ? outputSize() : 0;
    return sum + 2 * (input + outputSize());
  }

  long bufferSize() {
    Patches patches = patches();
    long weights = (long) filters * patches.terms();
    return (long) patches.terms() * patches.places() + patches.places() + weights + filters;
  }

  private boolean onOneDnn(Step step) {
    boolean isPlain = groups == 1 && height.dilation() == 1 && width.dilation() == 1;
    return isPlain && step.input().precision() == Precision.FLOAT32;
  }

  void forward(Step step) {
    Tensor sum = preactivation(step);
    if (onOneDnn(step)) {
      OneDnnConvolution.forward(this, step, sum);
    } else {
      ProductConvolution.forward(this, step, sum);
    }
    activation.forward(sum, step.output());
  }

  void backward(Step step) {
    activation.backward(preactivation(step), step.output(), step.outputGradient());
    if (onOneDnn(step) && step.needsInputGradient()) {
      OneDnnConvolution.backward(this, step);
    } else {
      ProductConvolution.backward(this, step);
    }
  }

  /** Where the sum stands: in the output itself unless the activation's derivative reads it. */
  private Tensor preactivation(Step step) {
    return activation.derivativeReadsInput()
        ? step.scratch(PREACTIVATION, Shape.ofRow(step.output()))
        : step.output();
  }
}
