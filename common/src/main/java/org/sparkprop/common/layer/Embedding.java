package org.sparkprop.common.layer;

import java.util.List;
import java.util.function.IntConsumer;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Initializer;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.vector.Tensor;

/**
 * A vector for each token: [rows, steps], token ids from 0 to {@code vocabulary} − 1 as numbers →
 * [rows, steps, units]. Parameter: {@code weight} [vocabulary, units], a row of it for each token.
 *
 * <p>With {@code maskZero} the id 0 is padding: its steps do not count in the layers behind, give
 * zeros, and its row of the weight has no gradient.
 *
 * <p>Only the rows of tokens that occur are read and added to. The default start, uniform in ±0.05,
 * is Keras's.
 */
public record Embedding(
    int vocabulary,
    int units,
    @Default("false") boolean maskZero,
    @Default("uniform") Initializer weightInitializer)
    implements Layer {
  private static final String WEIGHT = "weight";

  public Embedding {
    Require.atLeast("vocabulary", vocabulary, 1);
    Require.atLeast("units", units, 1);
  }

  @Override
  public Shape outputShape(Shape input) {
    Require.that(
        input.isFlat(),
        "expects token ids, [steps], but gets %s; put a flatten layer before it",
        input);
    return new Shape(input.size(), units);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Shape shape = new Shape(vocabulary, units);
    return List.of(new Parameter(WEIGHT, shape, weightInitializer, vocabulary, units));
  }

  @Override
  public boolean marksSteps() {
    return maskZero;
  }

  @Override
  public void forward(Step step) {
    int[] tokens = tokens(step);
    double[] zeros = new double[units];
    for (int i = 0; i < tokens.length; i++) {
      if (isPadding(tokens[i])) {
        step.output().write(i * units, units, zeros);
      } else {
        step.output().copyFrom(step.parameter(WEIGHT), tokens[i] * units, i * units, units);
      }
      if (maskZero) {
        int steps = step.input().columns();
        step.outputMask().mark(i / steps, i % steps, !isPadding(tokens[i]));
      }
    }
  }

  @Override
  public List<String> gradientsByRow(RowForm input) {
    return List.of(WEIGHT);
  }

  /** In the order of rows and steps, so that the sums have the same bits everywhere. */
  @Override
  public void backward(Step step) {
    if (step.learns()) {
      addGradients(step);
    }
    if (step.needsInputGradient()) {
      // A token is a choice: its number has no gradient.
      step.inputGradient().fill(0);
    }
  }

  private void addGradients(Step step) {
    int[] tokens = tokens(step);
    Tensor from = step.outputGradient();
    Tensor into = step.gradient(WEIGHT);
    IntConsumer touched = step.touched(WEIGHT);
    HeapBlock sum = new HeapBlock(from.precision(), units);
    HeapBlock term = new HeapBlock(from.precision(), units);
    for (int i = 0; i < tokens.length; i++) {
      if (!isPadding(tokens[i])) {
        sum.read(into, tokens[i] * units, 0, units);
        term.read(from, i * units, 0, units);
        sum.add(term, units);
        sum.write(0, into, tokens[i] * units, units);
        touched.accept(tokens[i]);
      }
    }
  }

  private boolean isPadding(int token) {
    return maskZero && token == 0;
  }

  private int[] tokens(Step step) {
    double[] numbers = step.input().toDoubles();
    int[] tokens = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      tokens[i] = (int) numbers[i];
      if (tokens[i] != numbers[i] || tokens[i] < 0 || tokens[i] >= vocabulary) {
        throw new UnusableInputException(
            "expected a token id, a whole number from 0 to %d, got %s"
                .formatted(vocabulary - 1, numbers[i]));
      }
    }
    return tokens;
  }
}
