package org.sparkprop.common.layer;

import static org.sparkprop.common.vector.Products.Form.PLAIN;
import static org.sparkprop.common.vector.Products.Form.TRANSPOSED;

import java.util.List;
import org.sparkprop.common.activation.Tanh;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.initializer.Initializer;
import org.sparkprop.common.vector.Matrix;
import org.sparkprop.common.vector.Products;
import org.sparkprop.common.vector.Tensor;

/**
 * A weighted mean of the steps, whose weights the layer learns to choose: additive attention
 * (Bahdanau, Cho and Bengio 2015) with a learned query in place of a decoder's state (Yang et al.
 * 2016, Hierarchical attention networks for document classification, equations 5 to 7): [rows,
 * steps, features] → [rows, features],
 *
 * <pre>
 * u = tanh(h W + b)    a = softmax over the steps of u · q    output = Σ a h
 * </pre>
 *
 * <p>Parameters: {@code weight} [features, units], {@code bias} [units] and {@code query} [units].
 * Steps that do not count have the weight 0; a row in which none counts gives zeros.
 */
public record AttentionPooling(int units, @Default("glorot-uniform") Initializer weightInitializer)
    implements Layer {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";
  private static final String QUERY = "query";
  private static final Tanh TANH = new Tanh();

  public AttentionPooling {
    Require.atLeast("units", units, 1);
  }

  @Override
  public Shape outputShape(Shape input) {
    Sequences.requireFlatSteps(input);
    return new Shape(input.dimensions()[1]);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int features = input.dimensions()[1];
    return List.of(
        new Parameter(WEIGHT, new Shape(features, units), weightInitializer, features, units),
        new Parameter(BIAS, new Shape(units), new Constant(0), features, units),
        new Parameter(QUERY, new Shape(units), weightInitializer, units, 1));
  }

  @Override
  public long scratchSize(Shape input) {
    return input.dimensions()[0] * (2L * units + 3);
  }

  @Override
  public boolean keepsSteps(Shape input) {
    return false;
  }

  @Override
  public void forward(Step step) {
    Tensor ones = step.scratch("ones", stepsOf(step));
    ones.fill(1);
    Tensor hidden = hidden(step);
    Products.multiply(column(ones), PLAIN, row(step.parameter(BIAS)), PLAIN, rowsOf(hidden), 0);
    Products.multiply(
        rowsOf(step.input()), PLAIN, Matrix.of(step.parameter(WEIGHT)), PLAIN, rowsOf(hidden), 1);
    TANH.forward(hidden, hidden);
    Tensor weights = step.scratch("weights", stepsOf(step));
    Products.multiply(
        rowsOf(hidden), PLAIN, column(step.parameter(QUERY)), PLAIN, column(weights), 0);
    softmax(step.mask(), weights);
    for (int r = 0; r < step.rows(); r++) {
      Products.multiply(
          rowOf(weights, r), PLAIN, stepsOf(step.input(), r), PLAIN, rowOf(step.output(), r), 0);
    }
  }

  @Override
  public void backward(Step step) {
    Tensor weights = step.scratch("weights", stepsOf(step));
    Tensor scores = step.scratch("score-gradients", stepsOf(step));
    for (int r = 0; r < step.rows(); r++) {
      Products.multiply(
          rowOf(step.outputGradient(), r),
          PLAIN,
          stepsOf(step.input(), r),
          TRANSPOSED,
          rowOf(scores, r),
          0);
    }
    softmaxBackward(weights, scores);
    Tensor hidden = hidden(step);
    Tensor sums = step.scratch("sum-gradients", hiddenShape(step));
    Products.multiply(column(scores), PLAIN, row(step.parameter(QUERY)), PLAIN, rowsOf(sums), 0);
    TANH.backward(hidden, hidden, sums);
    if (step.learns()) {
      addGradients(step, scores, sums);
    }
    if (step.needsInputGradient()) {
      for (int r = 0; r < step.rows(); r++) {
        Products.multiply(
            rowOf(weights, r),
            TRANSPOSED,
            rowOf(step.outputGradient(), r),
            PLAIN,
            stepsOf(step.inputGradient(), r),
            0);
      }
      Products.multiply(
          rowsOf(sums),
          PLAIN,
          Matrix.of(step.parameter(WEIGHT)),
          TRANSPOSED,
          rowsOf(step.inputGradient()),
          1);
    }
  }

  /**
   * Adds to the gradients.
   *
   * @param scores the gradient of u · q
   * @param sums that of h W + b
   */
  private void addGradients(Step step, Tensor scores, Tensor sums) {
    Products.multiply(
        column(scores), TRANSPOSED, rowsOf(hidden(step)), PLAIN, row(step.gradient(QUERY)), 1);
    Products.multiply(
        rowsOf(step.input()), TRANSPOSED, rowsOf(sums), PLAIN, Matrix.of(step.gradient(WEIGHT)), 1);
    Products.multiply(
        column(step.scratch("ones", stepsOf(step))),
        TRANSPOSED,
        rowsOf(sums),
        PLAIN,
        row(step.gradient(BIAS)),
        1);
  }

  private Tensor hidden(Step step) {
    return step.scratch("hidden", hiddenShape(step));
  }

  private Shape hiddenShape(Step step) {
    return new Shape(step.input().shape()[1], units);
  }

  private static Shape stepsOf(Step step) {
    return new Shape(step.input().shape()[1]);
  }

  /** The steps of all rows, [rows · steps, numbers of a step]. */
  private static Matrix rowsOf(Tensor sequence) {
    int[] shape = sequence.shape();
    return new Matrix(sequence, 0, shape[0] * shape[1], shape[2]);
  }

  /** The steps of one row, [steps, numbers of a step]. */
  private static Matrix stepsOf(Tensor sequence, int row) {
    int[] shape = sequence.shape();
    return new Matrix(sequence, row * shape[1] * shape[2], shape[1], shape[2]);
  }

  private static Matrix rowOf(Tensor tensor, int row) {
    return new Matrix(tensor, row * tensor.columns(), 1, tensor.columns());
  }

  private static Matrix row(Tensor tensor) {
    return new Matrix(tensor, 0, 1, tensor.length());
  }

  private static Matrix column(Tensor tensor) {
    return new Matrix(tensor, 0, tensor.length(), 1);
  }

  /** One number a step is little beside the products: in float64, which {@code exp} is fast in. */
  private static void softmax(Mask mask, Tensor scores) {
    double[] row = new double[scores.columns()];
    for (int r = 0; r < scores.rows(); r++) {
      scores.read(r * row.length, row.length, row);
      double largest = Double.NEGATIVE_INFINITY;
      for (int s = 0; s < row.length; s++) {
        largest = mask.counts(r, s) ? Math.max(largest, row[s]) : largest;
      }
      double sum = 0;
      for (int s = 0; s < row.length; s++) {
        row[s] = mask.counts(r, s) ? Math.exp(row[s] - largest) : 0;
        sum += row[s];
      }
      for (int s = 0; s < row.length; s++) {
        // No step counts: all are 0 already.
        row[s] = sum == 0 ? 0 : row[s] / sum;
      }
      scores.write(r * row.length, row.length, row);
    }
  }

  /** Turns the gradient of the weights into that of the scores: a (g − Σ a g). */
  private static void softmaxBackward(Tensor weights, Tensor gradient) {
    double[] a = new double[weights.columns()];
    double[] g = new double[a.length];
    for (int r = 0; r < weights.rows(); r++) {
      weights.read(r * a.length, a.length, a);
      gradient.read(r * a.length, a.length, g);
      double mean = 0;
      for (int s = 0; s < a.length; s++) {
        mean += a[s] * g[s];
      }
      for (int s = 0; s < a.length; s++) {
        g[s] = a[s] * (g[s] - mean);
      }
      gradient.write(r * a.length, a.length, g);
    }
  }
}
