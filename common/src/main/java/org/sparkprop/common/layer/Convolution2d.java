package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.activation.Activation;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Initializer;

/**
 * Convolution of images (as everywhere in the field a cross-correlation, the kernel is not turned):
 * [rows, channels, height, width] → [rows, filters, height′, width′] with height′ = ⌊(height +
 * padding − (kernel − 1) · dilation − 1) / stride⌋ + 1, output = activation(weight ∗ input + bias).
 * Parameters: {@code weight} [filters, channels / groups, kernel height, kernel width] and, where
 * {@code useBias}, {@code bias} [filters].
 *
 * <p>Kernel, stride and dilation are one number for both sides or two, height first. With {@code
 * groups} g the channels and the filters fall into g parts that have nothing to do with one
 * another; as many groups as channels is a depthwise convolution.
 */
public record Convolution2d(
    int filters,
    List<Integer> kernel,
    @Default("1") List<Integer> stride,
    @Default("1") List<Integer> dilation,
    @Default("valid") Padding padding,
    @Default("1") int groups,
    @Default("identity") Activation activation,
    @Default("true") boolean useBias,
    @Default("glorot-uniform") Initializer weightInitializer,
    @Default("{\"constant\": {\"value\": 0}}") Initializer biasInitializer)
    implements Layer {

  public Convolution2d {
    Require.atLeast("filters", filters, 1);
    Axis.requirePair("kernel", kernel);
    Axis.requirePair("stride", stride);
    Axis.requirePair("dilation", dilation);
    Require.atLeast("groups", groups, 1);
  }

  private Convolution at(Shape input) {
    int[] image = input.asImage();
    return new Convolution(
        image[0],
        filters,
        groups,
        axis(Side.HEIGHT, image[1]),
        axis(Side.WIDTH, image[2]),
        activation,
        useBias);
  }

  private Axis axis(Side side, int length) {
    return Axis.of(
        "kernel",
        side,
        length,
        Axis.of(kernel, side),
        Axis.of(stride, side),
        Axis.of(dilation, side),
        padding);
  }

  @Override
  public Shape outputShape(Shape input) {
    Convolution convolution = at(input);
    return new Shape(filters, convolution.height().output(), convolution.width().output());
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Convolution convolution = at(input);
    Shape weight =
        new Shape(
            filters,
            convolution.groupChannels(),
            convolution.height().size(),
            convolution.width().size());
    return convolution.parameters(weight, weightInitializer, biasInitializer);
  }

  @Override
  public long scratchSize(Shape input) {
    return at(input).scratchSize();
  }

  @Override
  public long bufferSize(Shape input) {
    return at(input).bufferSize();
  }

  @Override
  public void forward(Step step) {
    at(Shape.ofRow(step.input())).forward(step);
  }

  @Override
  public void backward(Step step) {
    at(Shape.ofRow(step.input())).backward(step);
  }
}
