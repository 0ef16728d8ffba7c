package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Default;

/**
 * The mean over each window: [rows, channels, height, width] → [rows, channels, height′, width′].
 * Padding does not count: at the borders it is the mean of what lies in the image.
 *
 * <p>Size and stride are one number for both sides or two, height first; without a stride windows
 * lie side by side.
 */
public record AveragePool2d(
    @Default("2") List<Integer> size, List<Integer> stride, @Default("valid") Padding padding)
    implements Layer {
  public AveragePool2d {
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
  public void forward(Step step) {
    at(Shape.ofRow(step.input())).meanForward(step);
  }

  @Override
  public void backward(Step step) {
    if (step.needsInputGradient()) {
      at(Shape.ofRow(step.input())).meanBackward(step);
    }
  }
}
