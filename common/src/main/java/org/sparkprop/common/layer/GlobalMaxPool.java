package org.sparkprop.common.layer;

/**
 * The largest number of each channel: [rows, channels, height, width] or [rows, channels, steps] →
 * [rows, channels].
 */
public record GlobalMaxPool() implements Layer {
  @Override
  public Shape outputShape(Shape input) {
    return new Shape(Pooling.global(input).channels());
  }

  @Override
  public long scratchSize(Shape input) {
    return Pooling.global(input).outputSize();
  }

  @Override
  public void forward(Step step) {
    Pooling.global(Shape.ofRow(step.input())).maxForward(step);
  }

  @Override
  public void backward(Step step) {
    if (step.needsInputGradient()) {
      Pooling.global(Shape.ofRow(step.input())).maxBackward(step);
    }
  }
}
