package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.random.NormalTable;

/**
 * Adds normal noise of the given standard deviation to each number in training, and nothing
 * otherwise: [rows, …] → the same shape. On the input it is the oldest regularisation by noise,
 * about equal to a penalty on the output's slope (Bishop 1995, Training with noise is equivalent to
 * Tikhonov regularization).
 */
public record GaussianNoise(@Default("0.1") double standardDeviation) implements Layer {
  public GaussianNoise {
    Require.notNegative("standard-deviation", standardDeviation);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public boolean isNoisy() {
    return standardDeviation > 0;
  }

  @Override
  public void forward(Step step) {
    step.output().copyFrom(step.input());
    if (step.training()) {
      int columns = step.output().columns();
      double[] row = new double[columns];
      int[] words = new int[(columns + 1) / 2];
      for (int r = 0; r < step.rows(); r++) {
        step.random(r).fill(words, words.length);
        step.output().read(r * columns, columns, row);
        for (int i = 0; i < columns; i++) {
          int bits = i % 2 == 0 ? words[i / 2] : words[i / 2] >>> 16;
          row[i] += standardDeviation * NormalTable.of(bits);
        }
        step.output().write(r * columns, columns, row);
      }
    }
  }

  @Override
  public void backward(Step step) {
    if (step.needsInputGradient()) {
      step.inputGradient().copyFrom(step.outputGradient());
    }
  }
}
