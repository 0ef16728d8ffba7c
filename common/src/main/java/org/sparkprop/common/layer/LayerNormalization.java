package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.vector.Planes;
import org.sparkprop.common.vector.Tensor;

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016): each row, or each step of a row, is brought to
 * mean 0 and variance 1 by itself and then scaled and shifted: [rows, units] or [rows, steps,
 * units] → the same shape, output = gamma · (input − mean) / √(variance + epsilon) + beta, with
 * mean and variance (of the population) over the units. Parameters: {@code gamma} [units], 1 at
 * first, and {@code beta} [units], 0 at first. The same in training and afterwards, for any number
 * of rows.
 */
public record LayerNormalization(@Default("1e-5") double epsilon) implements Layer {
  private static final String GAMMA = "gamma";
  private static final String BETA = "beta";

  public LayerNormalization {
    Require.positive("epsilon", epsilon);
  }

  @Override
  public Shape outputShape(Shape input) {
    Require.that(
        input.dimensions().length <= 2,
        "expects [units] or [steps, units] but gets %s; take batch-normalization for images",
        input);
    return input;
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int units = input.dimensions()[input.dimensions().length - 1];
    Shape shape = new Shape(units);
    return List.of(
        new Parameter(GAMMA, shape, new Constant(1), units, units),
        new Parameter(BETA, shape, new Constant(0), units, units));
  }

  @Override
  public void forward(Step step) {
    double[] gamma = step.parameter(GAMMA).toDoubles();
    double[] beta = step.parameter(BETA).toDoubles();
    int units = gamma.length;
    Planes.forEach(
        step.input().length() / units,
        new Tensor[] {step.input()},
        new Tensor[] {step.output()},
        (read, written, first, count) -> {
          for (int from = 0; from < count * units; from += units) {
            Moments moments = Moments.of(read[0], from, units);
            double scale = moments.scale(epsilon);
            for (int i = 0; i < units; i++) {
              double normalized = (read[0][from + i] - moments.mean()) * scale;
              written[0][from + i] = gamma[i] * normalized + beta[i];
            }
          }
        });
  }

  @Override
  public void backward(Step step) {
    double[] gamma = step.parameter(GAMMA).toDoubles();
    int units = gamma.length;
    boolean learns = step.learns();
    double[] gammaGradient = learns ? step.gradient(GAMMA).toDoubles() : new double[0];
    double[] betaGradient = learns ? step.gradient(BETA).toDoubles() : new double[0];
    // Where nobody wants the input's gradient it overwrites that of the output, which may be.
    Tensor inputGradient = step.needsInputGradient() ? step.inputGradient() : step.outputGradient();
    Planes.forEach(
        step.input().length() / units,
        new Tensor[] {step.input(), step.outputGradient()},
        new Tensor[] {inputGradient},
        (read, written, first, count) -> {
          for (int from = 0; from < count * units; from += units) {
            Moments moments = Moments.of(read[0], from, units);
            double scale = moments.scale(epsilon);
            double sum = 0;
            double product = 0;
            for (int i = 0; i < units; i++) {
              double normalized = (read[0][from + i] - moments.mean()) * scale;
              double gradient = read[1][from + i];
              sum += gradient * gamma[i];
              product += gradient * gamma[i] * normalized;
            }
            for (int i = 0; i < gammaGradient.length; i++) {
              double normalized = (read[0][from + i] - moments.mean()) * scale;
              gammaGradient[i] += read[1][from + i] * normalized;
              betaGradient[i] += read[1][from + i];
            }
            for (int i = 0; i < units; i++) {
              double normalized = (read[0][from + i] - moments.mean()) * scale;
              double gradient = read[1][from + i] * gamma[i];
              written[0][from + i] = scale * (gradient - (sum + normalized * product) / units);
            }
          }
        });
    if (learns) {
      step.gradient(GAMMA).write(0, units, gammaGradient);
      step.gradient(BETA).write(0, units, betaGradient);
    }
  }
}
