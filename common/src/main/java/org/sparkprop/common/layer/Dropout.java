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
  public boolean isNoisy() {
    return rate > 0;
  }

  @Override
  public void forward(Step step) {
    step.output().copyFrom(step.input());
    if (step.training()) {
      Tensor mask = mask(step);
      draw(step, mask);
      Elementwise.multiply(mask, step.output());
    }
  }

  @Override
  public void backward(Step step) {
    if (step.needsInputGradient()) {
      Elementwise.multiply(mask(step), step.outputGradient());
      step.inputGradient().copyFrom(step.outputGradient());
    }
  }

  private static Tensor mask(Step step) {
    return step.scratch(MASK, new Shape(step.input().columns()));
  }

  private void draw(Step step, Tensor mask) {
    DropMask drop = new DropMask(rate);
    int columns = mask.columns();
    for (int row = 0; row < step.rows(); row++) {
      drop.draw(step.random(row), mask, row * columns, columns);
    }
  }
}
