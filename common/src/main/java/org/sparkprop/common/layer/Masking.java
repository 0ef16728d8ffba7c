package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Default;

/**
 * Marks padded steps: those whose numbers all equal {@code value} do not count. The numbers
 * themselves go on as they are: [rows, steps, …] → the same.
 *
 * <p>Recurrent layers behind it carry their state over such steps, pooling and attention leave them
 * out, and whatever knows of steps gives zeros there. Layers that do not know of steps, as flatten,
 * end what the mask says.
 */
public record Masking(@Default("0") double value) implements Layer {
  @Override
  public Shape outputShape(Shape input) {
    Sequences.requireSteps(input);
    return input;
  }

  @Override
  public boolean isReshape() {
    return true;
  }

  @Override
  public boolean marksSteps() {
    return true;
  }

  @Override
  public void forward(Step step) {
    int steps = step.outputMask().steps();
    int width = step.input().columns() / steps;
    double[] numbers = new double[step.input().columns()];
    for (int row = 0; row < step.rows(); row++) {
      step.input().read(row * numbers.length, numbers.length, numbers);
      for (int s = 0; s < steps; s++) {
        boolean padding = true;
        for (int i = s * width; i < (s + 1) * width && padding; i++) {
          padding = numbers[i] == value;
        }
        step.outputMask().mark(row, s, !padding && step.mask().counts(row, s));
      }
    }
  }

  @Override
  public void backward(Step step) {}
}
