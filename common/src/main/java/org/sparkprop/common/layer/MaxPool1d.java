package org.sparkprop.common.layer;

import java.util.OptionalInt;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * The largest number of each window: [rows, channels, steps] → [rows, channels, steps′]. Padding
 * never wins; of equal numbers the first gets the gradient. Without a stride windows lie side by
 * side.
 */
public record MaxPool1d(
    @Default("2") int size, OptionalInt stride, @Default("valid") Padding padding)
    implements Layer {
  public MaxPool1d {
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

  @Override
  public long scratchSize(Shape input) {
    return at(input).outputSize();
  }

  /** Steps lie along the second dimension here, where nothing is known of padded ones. */
  @Override
  public boolean keepsSteps(Shape input) {
    return false;
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
