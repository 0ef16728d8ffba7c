package org.sparkprop.common.layer;

import static org.sparkprop.common.vector.Products.Form.PLAIN;
import static org.sparkprop.common.vector.Products.Form.TRANSPOSED;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.activation.Activation;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Initializer;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.vector.Products;
import org.sparkprop.common.vector.Rows;
import org.sparkprop.common.vector.SparseProducts;
import org.sparkprop.common.vector.Tensor;

/**
 * Fully connected layer: [rows, inputs] → [rows, units], output = activation(input · weight +
 * bias). Parameters: {@code weight} [inputs, units] and, where {@code useBias}, {@code bias}
 * [units].
 */
public record Dense(
    int units,
    @Default("identity") Activation activation,
    @Default("true") boolean useBias,
    @Default("glorot-uniform") Initializer weightInitializer,
    @Default("{\"constant\": {\"value\": 0}}") Initializer biasInitializer)
    implements SeparableRows {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";
  private static final String PREACTIVATION = "preactivation";

  public Dense {
    Require.atLeast("units", units, 1);
  }

  @Override
  public Shape outputShape(Shape input) {
    Require.that(
        input.isFlat(), "expects a flat input but gets %s; put a flatten layer before it", input);
    return new Shape(units);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int inputs = input.size();
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        new Parameter(WEIGHT, new Shape(inputs, units), weightInitializer, inputs, units));
    if (useBias) {
      parameters.add(new Parameter(BIAS, new Shape(units), biasInitializer, inputs, units));
    }
    return parameters;
  }

  @Override
  public boolean takesSparseRows() {
    return true;
  }

  @Override
  public List<String> gradientsByRow(RowForm input) {
    return input == RowForm.SPARSE ? List.of(WEIGHT) : List.of();
  }

  @Override
  public long scratchSize(Shape input) {
    return activation.derivativeReadsInput() ? units : 0;
  }

  @Override
  public void forward(Step step) {
    Tensor sum = preactivation(step);
    if (useBias) {
      Rows.repeat(step.parameter(BIAS), sum);
    }
    step.sparseInput()
        .ifPresentOrElse(
            rows -> SparseProducts.multiply(rows, step.parameter(WEIGHT), sum, useBias),
            () ->
                Products.multiply(
                    step.input(), PLAIN, step.parameter(WEIGHT), PLAIN, sum, useBias ? 1 : 0));
    activation.forward(sum, step.output());
  }

  @Override
  public void backward(Step step) {
    Tensor gradient = sumGradient(step);
    if (step.learns()) {
      Tensor ofWeight = step.gradient(WEIGHT);
      step.sparseInput()
          .ifPresentOrElse(
              rows -> {
                SparseProducts.addTransposed(rows, gradient, ofWeight);
                rows.forEachColumn(step.touched(WEIGHT));
              },
              () -> Products.multiply(step.input(), TRANSPOSED, gradient, PLAIN, ofWeight, 1));
      if (useBias) {
        Rows.addSum(gradient, step.gradient(BIAS));
      }
    }
    passBack(gradient, step);
  }

  @Override
  public void backwardByRow(Step step, RowGradients gradients) {
    Tensor gradient = sumGradient(step);
    if (step.learns()) {
      putRows(step, gradient, gradients);
    }
    passBack(gradient, step);
  }

  private void putRows(Step step, Tensor gradient, RowGradients gradients) {
    double[] inputs = step.input().toDoubles();
    double[] ofSums = gradient.toDoubles();
    int width = step.input().columns();
    double[] ofWeight = new double[width * units];
    double[] ofBias = new double[units];
    for (int row = 0; row < step.rows(); row++) {
      System.arraycopy(ofSums, row * units, ofBias, 0, units);
      for (int i = 0; i < width; i++) {
        double value = inputs[row * width + i];
        for (int j = 0; j < units; j++) {
          ofWeight[i * units + j] = value * ofBias[j];
        }
      }
      gradients.put(WEIGHT, row, ofWeight);
      if (useBias) {
        gradients.put(BIAS, row, ofBias);
      }
    }
  }

  /** Turns the output's gradient into that of the sum before the activation, in its place. */
  private Tensor sumGradient(Step step) {
    Tensor gradient = step.outputGradient();
    activation.backward(preactivation(step), step.output(), gradient);
    return gradient;
  }

  private static void passBack(Tensor gradient, Step step) {
    if (step.needsInputGradient()) {
      Products.multiply(
          gradient, PLAIN, step.parameter(WEIGHT), TRANSPOSED, step.inputGradient(), 0);
    }
  }

  /** Where the sum stands: in the output itself unless the activation's derivative reads it. */
  private Tensor preactivation(Step step) {
    return activation.derivativeReadsInput()
        ? step.scratch(PREACTIVATION, new Shape(units))
        : step.output();
  }
}
