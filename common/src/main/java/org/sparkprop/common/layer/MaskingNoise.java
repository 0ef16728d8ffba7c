package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Tensor;

/**
 * Masking noise (Vincent, Larochelle, Bengio and Manzagol 2008, Extracting and composing robust
 * features with denoising autoencoders, section 2.3): in training each number is 0 with probability
 * {@code rate} and else what it was, not larger as behind {@link Dropout}; otherwise nothing
 * changes. [rows, …] → the same shape.
 */
public record MaskingNoise(@Default("0.3") double rate) implements Layer {
  private static final String MASK = "mask";

  public MaskingNoise {
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
      DropMask drop = new DropMask(rate);
      for (int row = 0; row < step.rows(); row++) {
        drop.draw(step.random(row), mask, row * mask.columns(), mask.columns());
      }
      Elementwise.map(mask, mask, MaskingNoise::toOnes, MaskingNoise::toOnes);
      Elementwise.multiply(mask, step.output());
    }
  }

  /** What is kept stays as large as it is. */
  private static void toOnes(float[] mask, int count) {
    for (int i = 0; i < count; i++) {
      mask[i] = Math.min(mask[i], 1);
    }
  }

  private static void toOnes(double[] mask, int count) {
    for (int i = 0; i < count; i++) {
      mask[i] = Math.min(mask[i], 1);
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
}
