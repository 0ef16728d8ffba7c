package org.sparkprop.common.loss;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * Softmax cross-entropy: −Σ_k t_k log softmax(x)_k, gradient softmax(x) − t, where t is 1 − s at
 * the right class plus s / classes everywhere (label smoothing s, Szegedy et al. 2016, section 7).
 *
 * <p>Class weights multiply the row's weight, in the loss and in the sum of weights alike.
 *
 * <p>Example: the logits (1, 2, 3) have the probabilities (0.090031, 0.244728, 0.665241); for class
 * 2 the value is −log 0.665241 = 0.407606 and the gradient (0.090031, 0.244728, −0.334759). With a
 * smoothing of 0.3 the target is (0.1, 0.1, 0.8), and the value 0.1 · 2.407606 + 0.1 · 1.407606 +
 * 0.8 · 0.407606 = 0.707606.
 *
 * @param labelSmoothing s, 0 up to but not 1
 * @param classWeights one weight a class in the order of the model's labels; none: all 1
 */
public record SoftmaxCrossEntropy(@Default("0") double labelSmoothing, List<Double> classWeights)
    implements Loss {
  public SoftmaxCrossEntropy {
    Require.fraction("labelSmoothing", labelSmoothing);
    classWeights.forEach(weight -> Require.notNegative("classWeights", weight));
    Require.that(
        classWeights.isEmpty() || classWeights.stream().anyMatch(weight -> weight > 0),
        "classWeights: expected at least one number above 0, got %s",
        classWeights);
  }

  public SoftmaxCrossEntropy() {
    this(0, List.of());
  }

  @Override
  public TargetKind targetKind() {
    return TargetKind.CLASS_INDEX;
  }

  @Override
  public void check(int outputs) {
    Require.that(
        outputs > 1,
        "expects an output for each of two or more classes but gets 1; give the last layer more"
            + " units, or use sigmoid-cross-entropy");
    Require.that(
        classWeights.isEmpty() || classWeights.size() == outputs,
        "expects as many class-weights as the last layer has outputs, %d, but gets %d",
        outputs,
        classWeights.size());
  }

  @Override
  public void accumulate(LossBatch batch, LossSums sums) {
    int classes = batch.outputs();
    double[] probabilities = new double[classes];
    double everywhere = labelSmoothing / classes;
    for (int row = 0; row < batch.rows(); row++) {
      int from = row * classes;
      int label = (int) batch.target()[row];
      double weight = weight(batch, row);
      double logSum = Softmax.apply(batch.output(), from, classes, probabilities);
      double value = 0;
      for (int k = 0; k < classes; k++) {
        double target = everywhere + (k == label ? 1 - labelSmoothing : 0);
        if (target != 0) {
          value += target * (logSum - batch.output()[from + k]);
        }
        batch.gradient()[from + k] = weight * (probabilities[k] - target);
      }
      sums.add(weight * value, weight);
    }
  }

  @Override
  public double weight(LossBatch batch, int row) {
    double ofClass = classWeights.isEmpty() ? 1 : classWeights.get((int) batch.target()[row]);
    return batch.weight()[row] * ofClass;
  }

  @Override
  public int curvatureFactors(int outputs) {
    return outputs;
  }

  /**
   * The Hessian diag(p) − p pᵀ, whatever the target, is Σₖ pₖ (eₖ − p)(eₖ − p)ᵀ, eₖ being the unit
   * vectors.
   */
  @Override
  public void curvatureFactor(LossBatch batch, int k) {
    int classes = batch.outputs();
    double[] probabilities = new double[classes];
    for (int row = 0; row < batch.rows(); row++) {
      int from = row * classes;
      Softmax.apply(batch.output(), from, classes, probabilities);
      double root = Math.sqrt(weight(batch, row) * probabilities[k]);
      for (int i = 0; i < classes; i++) {
        batch.gradient()[from + i] = root * ((i == k ? 1 : 0) - probabilities[i]);
      }
    }
  }

  @Override
  public void predict(double[] output, int rows, int outputs) {
    double[] probabilities = new double[outputs];
    for (int row = 0; row < rows; row++) {
      Softmax.apply(output, row * outputs, outputs, probabilities);
      System.arraycopy(probabilities, 0, output, row * outputs, outputs);
    }
  }
}
