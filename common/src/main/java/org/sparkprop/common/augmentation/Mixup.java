package org.sparkprop.common.augmentation;

import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Embedding;
import org.sparkprop.common.layer.Masking;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NoiseKey;
import org.sparkprop.common.network.Target;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;

/**
 * Mixup (Zhang, Cissé, Dauphin and Lopez-Paz 2018): every row becomes λ · row + (1 − λ) · another
 * row of its micro-batch, with λ from Beta(α, α), and its loss λ times that by its own target and 1
 * − λ times that by the other's: what the paper's mixed one-hot targets come to for
 * cross-entropies, and for squared errors up to a constant. A row keeps its own weight. The paper
 * draws one λ for a batch, here each row has its own.
 *
 * @param alpha above 0 and at most 1; the smaller, the more rows stay nearly as they are. The paper
 *     takes 0.1 to 0.4 for images
 */
record Mixup(double alpha) {
  private static final double LEAST = 0.01;

  public Mixup {
    Require.that(
        alpha >= LEAST && alpha <= 1,
        "mixup: expected 0, or a number from %s to 1, got %s",
        LEAST,
        alpha);
  }

  /**
   * Checks that a network's rows can be mixed.
   *
   * @throws IllegalArgumentException if they cannot
   */
  void check(Network network) {
    Require.that(
        network.target() != Target.INPUTS,
        "an autoencoder's targets are the mixed rows themselves");
    boolean isOfTokens =
        network.layers().stream()
            .anyMatch(layer -> layer instanceof Embedding || layer instanceof Masking);
    Require.that(!isOfTokens, "tokens and padded steps cannot be mixed");
  }

  /**
   * Mixes the rows of a micro-batch, the inputs in place.
   *
   * @param rowLength numbers of a row
   * @param key tells the rows' random numbers
   */
  void apply(MicroBatch batch, int rowLength, NoiseKey key) {
    int rows = batch.rows();
    double[] inputs = new double[rows * rowLength];
    batch.input().read(0, inputs.length, inputs);
    double[] mixed = new double[rowLength];
    double[] targets = batch.mixed().targets();
    int width = targets.length / batch.weight().length;
    for (int row = 0; row < rows; row++) {
      RandomStream random =
          RandomStream.of(
              key.seed(), Purpose.MIXUP, key.round(), key.shard(), key.firstRow() + row);
      int other = random.nextInt(rows);
      double share = other == row ? 0 : 1 - beta(random);
      for (int i = 0; i < rowLength; i++) {
        double own = inputs[row * rowLength + i];
        mixed[i] = own + share * (inputs[other * rowLength + i] - own);
      }
      batch.input().write(row * rowLength, rowLength, mixed);
      batch.mixed().shares()[row] = share;
      System.arraycopy(batch.target(), other * width, targets, row * width, width);
    }
    batch.mixed().set();
  }

  /** λ from Beta(α, α), by Jöhnk's method (1964), with logarithms for small α. */
  private double beta(RandomStream random) {
    while (true) {
      // Of 1 − u, which is never 0.
      double first = Math.log(1 - random.nextDouble()) / alpha;
      double second = Math.log(1 - random.nextDouble()) / alpha;
      double greater = Math.max(first, second);
      double logOfSum = greater + Math.log(Math.exp(first - greater) + Math.exp(second - greater));
      if (logOfSum <= 0) {
        return Math.exp(first - logOfSum);
      }
    }
  }
}
