package org.sparkprop.driver.inspect;

import java.util.List;
import java.util.Locale;
import org.sparkprop.common.loss.Loss;
import org.sparkprop.common.loss.SigmoidCrossEntropy;
import org.sparkprop.common.loss.SoftmaxCrossEntropy;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.source.ClassWeights;

/** Classes of which one has many times the rows of another, and nothing makes up for it. */
final class UnbalancedClasses implements DataCheck {
  private static final long TIMES = 10;

  @Override
  public List<DataWarning> find(DataSummary data, RunConfiguration configuration) {
    List<ClassRows> classes = data.classes();
    if (classes.size() < 2 || isWeighted(configuration)) {
      return List.of();
    }
    ClassRows largest = classes.get(0);
    ClassRows smallest = classes.get(classes.size() - 1);
    if (largest.rows() < TIMES * smallest.rows()) {
      return List.of();
    }
    return List.of(
        new DataWarning(
            "unbalanced",
            configuration.data().label().get(0),
            String.format(
                Locale.ROOT,
                "`%s` has %s and `%s` has %,d: accuracy may hide that the rare class is never"
                    + " found; set data.class-weights: balanced, or %s",
                largest.name(),
                DataCheck.rows(largest.rows()),
                smallest.name(),
                smallest.rows(),
                means(configuration.network().loss()))));
  }

  private static boolean isWeighted(RunConfiguration configuration) {
    Loss loss = configuration.network().loss();
    boolean byLoss =
        (loss instanceof SoftmaxCrossEntropy softmax && !softmax.classWeights().isEmpty())
            || (loss instanceof SigmoidCrossEntropy sigmoid && sigmoid.positiveWeight() != 1);
    return byLoss
        || configuration.data().classWeights() == ClassWeights.BALANCED
        || configuration.data().weight().isPresent();
  }

  private static String means(Loss loss) {
    return loss instanceof SigmoidCrossEntropy
        ? "network.loss.sigmoid-cross-entropy.positive-weight"
        : "network.loss.softmax-cross-entropy.class-weights";
  }
}
