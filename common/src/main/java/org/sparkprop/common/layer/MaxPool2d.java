package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Default;

/**
 * The largest number of each window: [rows, channels, height, width] → [rows, channels, height′,
 * width′]. Padding never wins; of equal numbers the first gets the gradient.
 *
 * <p>Size and stride are one number for both sides or two, height first; without a stride windows
 * lie side by side.
 */
public record MaxPool2d(
    @Default("2") List<Integer> size, List<Integer> stride, @Default("valid") Padding padding)
    implements Layer {
  public MaxPool2d {
    Axis.requirePair("size", size);
    if (!stride.isEmpty()) {
      Axis.requirePair("stride", stride);
    }
  }

  private Pooling at(Shape input) {
    return Pooling.ofImages(input, size, stride, padding);
  }

  @Override
  public Shape outputShape(Shape input) {
    Pooling pooling = at(input);
    return new Shape(pooling.channels(), pooling.height().output(), pooling.width().output());
  }

  @Override
  public long scratchSize(Shape input) {
    return at(input).outputSize();
  }

  @Override
  public void forward(Step step) {
    at(Shape.ofRow(step.input())).maxForward(step);
  }

  @Override
  public void backward(Step step) {
    if (step.needsInputGradient()) {
      at(Shape.ofRow(step.input())).maxBackward(step);
    }
  }
}
