package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Tensor;

/**
 * Dropout (Srivastava et al. 2014), inverted: in training each number is zeroed with probability
 * {@code rate} and else divided by 1 − {@code rate}; otherwise nothing changes. [rows, …] → the
 * same shape.
 */
public record Dropout(@Default("0.5") double rate) implements Layer {
  private static final String MASK = "mask";

  /** The rate counts in these steps, and the numbers that stay are divided by what it comes to. */
  private static final int STEPS = 1 << 16;

  public Dropout {
    Require.fraction("rate", rate);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public long scratchSize(Shape input) {
    return input.size();
  }

  @Override
  public void forward(Step step) {
    step.output().copyFrom(step.input());
    if (step.training()) {
      Tensor mask = mask(step);
      draw(step, mask);
      multiply(mask, step.output());
    }
  }

  @Override
  public void backward(Step step) {
    if (step.needsInputGradient()) {
      multiply(mask(step), step.outputGradient());
      step.inputGradient().copyFrom(step.outputGradient());
    }
  }

  private static Tensor mask(Step step) {
    return step.scratch(MASK, new Shape(step.input().columns()));
  }

  /** Sixteen random bits a number, so that a mask costs little beside a matrix product. */
  private void draw(Step step, Tensor mask) {
    int columns = mask.columns();
    int[] words = new int[(columns + 1) / 2];
    double[] row = new double[words.length * 2];
    int dropped = (int) Math.min(STEPS - 1, Math.round(rate * STEPS));
    double kept = STEPS / (double) (STEPS - dropped);
    for (int r = 0; r < step.rows(); r++) {
      step.random(r).fill(words, words.length);
      for (int i = 0; i < words.length; i++) {
        row[2 * i] = (words[i] & (STEPS - 1)) < dropped ? 0 : kept;
        row[2 * i + 1] = words[i] >>> 16 < dropped ? 0 : kept;
      }
      mask.write(r * columns, columns, row);
    }
  }

  private static void multiply(Tensor mask, Tensor values) {
    Elementwise.combine(
        mask,
        values,
        (m, v, count) -> {
          for (int i = 0; i < count; i++) {
            v[i] *= m[i];
          }
        },
        (m, v, count) -> {
          for (int i = 0; i < count; i++) {
            v[i] *= m[i];
          }
        });
  }
}
