package org.sparkprop.common.gradient;

import java.io.Serializable;
import org.sparkprop.common.configuration.Require;

/**
 * Local steps of each shard between two exchanges: local stochastic gradient descent (Stich 2019,
 * Local SGD converges fast and communicates little; McMahan et al. 2017), seen from the driver as
 * optimisation by pseudo-gradients (Reddi et al. 2021, Adaptive federated optimization, algorithm
 * 1).
 *
 * <p>A shard cuts its slice of the round into {@code steps} parts and goes from the round's weights
 * w₀ a plain step along each part's mean gradient ḡⱼ, at the weights as they are by then:
 *
 * <pre>
 *   w₍ⱼ₎ = w₍ⱼ₋₁₎ − η ḡⱼ(w₍ⱼ₋₁₎)
 * </pre>
 *
 * <p>What it gives to the round is its weight times (w₀ − w₍ₖ₎) / η, which is its weight times the
 * sum of its mean gradients; that of one step is the ordinary gradient sum. The driver's rule takes
 * the mean over shards for a gradient: with gradient descent at the same rate η the new weights are
 * the mean of the shards' own.
 *
 * @param steps at least 1; 1 is the ordinary gradient
 * @param learningRate η
 */
public record LocalSteps(int steps, double learningRate) implements Serializable {
  /** No local steps: the ordinary gradient. */
  public static final LocalSteps NONE = new LocalSteps(1, 1);

  public LocalSteps {
    Require.atLeast("steps", steps, 1);
    Require.positive("learningRate", learningRate);
  }
}
