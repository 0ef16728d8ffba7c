package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.activation.Activation;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Initializer;

/**
 * Convolution along the steps of a sequence: [rows, channels, steps] → [rows, filters, steps′], as
 * {@link Convolution2d} of images of height 1. Parameters: {@code weight} [filters, channels /
 * groups, kernel] and, where {@code useBias}, {@code bias} [filters].
 */
public record Convolution1d(
    int filters,
    int kernel,
    @Default("1") int stride,
    @Default("1") int dilation,
    @Default("valid") Padding padding,
    @Default("1") int groups,
    @Default("identity") Activation activation,
    @Default("true") boolean useBias,
    @Default("glorot-uniform") Initializer weightInitializer,
    @Default("{\"constant\": {\"value\": 0}}") Initializer biasInitializer)
    implements Layer {

  public Convolution1d {
    Require.atLeast("filters", filters, 1);
    Require.atLeast("kernel", kernel, 1);
    Require.atLeast("stride", stride, 1);
    Require.atLeast("dilation", dilation, 1);
    Require.atLeast("groups", groups, 1);
  }

  private Convolution at(Shape input) {
    int[] sequence = input.asSequence();
    return new Convolution(
        sequence[0],
        filters,
        groups,
        Axis.ofSequenceHeight(),
        Axis.of("kernel", Side.WIDTH, sequence[1], kernel, stride, dilation, padding),
        activation,
        useBias);
  }

  @Override
  public Shape outputShape(Shape input) {
    return new Shape(filters, at(input).width().output());
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Convolution convolution = at(input);
    Shape weight = new Shape(filters, convolution.groupChannels(), kernel);
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

  /** Steps lie along the second dimension here, where nothing is known of padded ones. */
  @Override
  public boolean keepsSteps(Shape input) {
    return false;
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
