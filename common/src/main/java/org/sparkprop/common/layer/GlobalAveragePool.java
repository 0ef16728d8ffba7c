package org.sparkprop.common.layer;

/**
 * The mean of each channel: [rows, channels, height, width] or [rows, channels, steps] → [rows,
 * channels] (Lin, Chen and Yan 2014, Network in network).
 */
public record GlobalAveragePool() implements Layer {
  @Override
  public Shape outputShape(Shape input) {
    return new Shape(Pooling.global(input).channels());
  }

  @Override
  public void forward(Step step) {
    Pooling.global(Shape.ofRow(step.input())).meanForward(step);
  }

  @Override
  public void backward(Step step) {
    if (step.needsInputGradient()) {
      Pooling.global(Shape.ofRow(step.input())).meanBackward(step);
    }
  }
}
