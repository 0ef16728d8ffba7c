package org.sparkprop.common.augmentation;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.RandomStream;

/**
 * Replaces tokens of a text (Iyyer et al. 2015), each with a probability, before an {@code
 * embedding}.
 *
 * @param token what stands in their places: that of unknown words
 * @param padding a token that is left as it is
 */
public record WordDropout(
    @Default("0.1") double probability, @Default("0") int token, @Default("-1") int padding)
    implements Augmentation {
  public WordDropout {
    Require.fraction("probability", probability);
    Require.atLeast("token", token, 0);
  }

  @Override
  public void apply(double[] row, Shape shape, RandomStream random) {
    for (int i = 0; i < row.length; i++) {
      boolean drops = random.nextDouble() < probability;
      if (drops && row[i] != padding) {
        row[i] = token;
      }
    }
  }
}
