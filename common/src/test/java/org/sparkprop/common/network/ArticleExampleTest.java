package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sparkprop.common.activation.Identity;
import org.sparkprop.common.activation.Sigmoid;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.layer.Dense;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.loss.MeanSquaredError;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.update.Chain;
import org.sparkprop.common.update.GradientDescent;
import org.sparkprop.common.update.ParameterLayout;
import org.sparkprop.common.update.RoundMean;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * The smallest network that shows the chain rule: output = σ(w1 x + b1) + σ(w2 x + b2) with w1 =
 * 0.2, w2 = 0.4, b1 = 0.3, b2 = 0.1, the squared error E = (output − t)², and one step of gradient
 * descent with η = 0.5 for x = 2 and t = 1. The sum is a second layer with both weights 1, whose
 * own update is left aside.
 *
 * <pre>
 * forward    s1 = 0.2 · 2 + 0.3 = 0.7                   s2 = 0.4 · 2 + 0.1 = 0.9
 *            σ(s1) = 1 / (1 + e^−0.7) = 0.668187772168166    σ(s2) = 0.710949502625004
 *            output = 1.379137274793170
 *            E = 0.379137274793170² = 0.143745073137592
 * backward   ∂E/∂output = 2 · 0.379137274793170 = 0.758274549586340
 *            σ′(s1) = 0.668187772168166 · 0.331812227831834 = 0.221712873293109
 *            σ′(s2) = 0.710949502625004 · 0.289050497374996 = 0.205500307342263
 *            ∂E/∂s1 = 0.758274549586340 · 0.221712873293109 = 0.168119229133826
 *            ∂E/∂s2 = 0.758274549586340 · 0.205500307342263 = 0.155825652989809
 *            ∂E/∂w1 = ∂E/∂s1 · x = 0.336238458267651   ∂E/∂w2 = ∂E/∂s2 · x = 0.311651305979619
 *            ∂E/∂b1 = ∂E/∂s1                       ∂E/∂b2 = ∂E/∂s2
 * step       w1 = 0.2 − 0.5 · 0.336238458267651 = 0.031880770866174
 *            w2 = 0.4 − 0.5 · 0.311651305979619 = 0.244174347010191
 *            b1 = 0.3 − 0.5 · 0.168119229133826 = 0.215940385433087
 *            b2 = 0.1 − 0.5 · 0.155825652989809 = 0.022087173505095
 * again      s1 = 0.279701927165436, s2 = 0.510435867525477
 *            output = 0.569473145898335 + 0.624908646431583 = 1.194381792329918
 *            E = 0.037784281189391: less than before
 * </pre>
 */
class ArticleExampleTest {
  private static final double EXACT = 1e-12;

  @Test
  void oneStepByTheChainRule() {
    Network network =
        Networks.of(
            new Shape(1),
            new MeanSquaredError(),
            new Dense(2, new Sigmoid(), true, new Constant(0), new Constant(0)),
            new Dense(1, new Identity(), false, new Constant(1), new Constant(0)));
    // In the order of the flat vector: w1, w2, b1, b2, and the two weights of the sum.
    FlatVector weights = FlatVector.of(Precision.FLOAT64, 0.2, 0.4, 0.3, 0.1, 1, 1);
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      MicroBatch batch = workspace.microBatch(1);
      batch.input().write(0, 1, new double[] {2});
      batch.target()[0] = 1;
      batch.weight()[0] = 1;

      assertEquals(0.143745073137592, train(workspace, weights), EXACT);
      workspace.predict(1);
      assertEquals(1.379137274793170, workspace.predictions(1)[0], EXACT);
      FlatVector gradient = FlatVector.zeros(Precision.FLOAT64, 6);
      workspace.copyGradientTo(gradient);
      assertEquals(0.336238458267651, gradient.get(0), EXACT);
      assertEquals(0.311651305979619, gradient.get(1), EXACT);
      assertEquals(0.168119229133826, gradient.get(2), EXACT);
      assertEquals(0.155825652989809, gradient.get(3), EXACT);

      GradientDescent rule = new GradientDescent(new org.sparkprop.common.schedule.Constant(0.5));
      Updater.start(Chain.of(rule), ParameterLayout.of(network), Precision.FLOAT64)
          .update(weights, new RoundMean(gradient, 0, 1), new Progress(1, 1, 1));
      assertEquals(0.031880770866174, weights.get(0), EXACT);
      assertEquals(0.244174347010191, weights.get(1), EXACT);
      assertEquals(0.215940385433087, weights.get(2), EXACT);
      assertEquals(0.022087173505095, weights.get(3), EXACT);

      weights.write(4, 2, new double[] {1, 1});
      assertEquals(0.037784281189391, train(workspace, weights), EXACT);
    }
  }

  private static double train(Workspace workspace, FlatVector weights) {
    LossSums sums = new LossSums();
    workspace.setWeights(weights);
    workspace.clearGradient();
    workspace.train(1, new NoiseKey(1, 1, 0, 0), sums);
    return sums.loss() / sums.weight();
  }
}
