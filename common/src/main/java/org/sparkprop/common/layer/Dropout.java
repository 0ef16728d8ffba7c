package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.random.RandomStream;
import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Tensor;

/**
 * Dropout (Srivastava et al. 2014), inverted: in training each number is zeroed with probability
 * {@code rate} and else divided by 1 − {@code rate}; otherwise nothing changes. [rows, …] → the
 * same shape.
 */
public record Dropout(@Default("0.5") double rate) implements Layer {
  private static final String MASK = "mask";

  public Dropout {
    Require.fraction("rate", rate);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
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

  private void draw(Step step, Tensor mask) {
    double[] row = new double[mask.columns()];
    double kept = 1 / (1 - rate);
    for (int r = 0; r < step.rows(); r++) {
      RandomStream random = step.random(r);
      for (int i = 0; i < row.length; i++) {
        // 32 random bits are enough for a rate: its error is below 2⁻³².
        row[i] = (random.nextInt() >>> 1) * 0x1.0p-31 < rate ? 0 : kept;
      }
      mask.write(r * row.length, row.length, row);
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
