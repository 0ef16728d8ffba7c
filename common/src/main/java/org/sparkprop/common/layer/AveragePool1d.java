package org.sparkprop.common.layer;

import java.util.OptionalInt;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * The mean over each window: [rows, channels, steps] → [rows, channels, steps′]. Padding does not
 * count. Without a stride windows lie side by side.
 */
public record AveragePool1d(
    @Default("2") int size, OptionalInt stride, @Default("valid") Padding padding)
    implements Layer {
  public AveragePool1d {
    Require.atLeast("size", size, 1);
    Require.atLeast("stride", stride.orElse(1), 1);
  }

  private Pooling at(Shape input) {
    return Pooling.ofSequences(input, size, stride.orElse(size), padding);
  }

  @Override
  public Shape outputShape(Shape input) {
    Pooling pooling = at(input);
    return new Shape(pooling.channels(), pooling.width().output());
  }

  /** Steps lie along the second dimension here, where nothing is known of padded ones. */
  @Override
  public boolean keepsSteps(Shape input) {
    return false;
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
