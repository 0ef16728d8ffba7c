package org.sparkprop.common.layer;

import static org.sparkprop.common.vector.Products.Form.PLAIN;
import static org.sparkprop.common.vector.Products.Form.TRANSPOSED;

import java.util.List;
import org.sparkprop.common.activation.Activation;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Initializer;
import org.sparkprop.common.random.RandomStream;
import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Products;
import org.sparkprop.common.vector.Rows;
import org.sparkprop.common.vector.Tensor;

/**
 * DropConnect (Wan, Zeiler, Zhang, LeCun and Fergus 2013, Regularization of neural networks using
 * DropConnect): a dense layer of which single weights and biases are dropped in training, each with
 * probability {@code rate}: [rows, inputs] → [rows, units], output = activation(input · (mask ∘
 * weight) + mask ∘ bias). Parameters as those of {@link Dense}.
 *
 * <p>Two things differ from the paper. There each row has a mask of its own; here a micro-batch
 * shares one, since a mask takes as many random numbers as the layer has weights, and a product of
 * its own with every mask instead of one for all rows: a hundred times the work for a hundred rows.
 * (Each shard's slice, and each round, has other masks.) And masks are divided by 1 − {@code rate}
 * in training so that the weights serve as they are afterwards; the paper then draws from a normal
 * distribution with the moments of the masked sum, and averages over draws: prediction here is the
 * mean, without that.
 */
public record Dropconnect(
    int units,
    @Default("0.5") double rate,
    @Default("identity") Activation activation,
    @Default("true") boolean useBias,
    @Default("glorot-uniform") Initializer weightInitializer,
    @Default("{\"constant\": {\"value\": 0}}") Initializer biasInitializer)
    implements Layer {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";
  private static final String PREACTIVATION = "preactivation";
  private static final String MASK = "-mask";
  private static final String MASKED = "-masked";
  private static final String SUM = "-sum";

  public Dropconnect {
    Require.atLeast("units", units, 1);
    Require.fraction("rate", rate);
  }

  /** The layer that this one is without its masks. */
  private Dense dense() {
    return new Dense(units, activation, useBias, weightInitializer, biasInitializer);
  }

  @Override
  public Shape outputShape(Shape input) {
    return dense().outputShape(input);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    return dense().parameters(input);
  }

  @Override
  public long scratchSize(Shape input) {
    return dense().scratchSize(input);
  }

  /** Mask, masked weights and their gradient. */
  @Override
  public long bufferSize(Shape input) {
    return 3L * (input.size() + 1) * units;
  }

  @Override
  public boolean isNoisy() {
    return rate > 0;
  }

  @Override
  public void forward(Step step) {
    if (!step.training()) {
      dense().forward(step);
      return;
    }
    RandomStream random = step.random(0);
    Tensor sum = preactivation(step);
    if (useBias) {
      Rows.repeat(masked(step, BIAS, random), sum);
    }
    Tensor weight = masked(step, WEIGHT, random);
    Products.multiply(step.input(), PLAIN, weight, PLAIN, sum, useBias ? 1 : 0);
    activation.forward(sum, step.output());
  }

  /** Draws the parameter's mask for this pass and gives what it leaves of it. */
  private Tensor masked(Step step, String name, RandomStream random) {
    Tensor mask = buffer(step, name, MASK);
    new DropMask(rate).draw(random, mask, 0, mask.length());
    Tensor masked = buffer(step, name, MASKED);
    masked.copyFrom(step.parameter(name));
    Elementwise.multiply(mask, masked);
    return masked;
  }

  private static Tensor buffer(Step step, String parameter, String purpose) {
    return step.buffer(parameter + purpose, new Shape(step.parameter(parameter).shape()));
  }

  @Override
  public void backward(Step step) {
    Tensor gradient = step.outputGradient();
    activation.backward(preactivation(step), step.output(), gradient);
    if (step.learns()) {
      addGradients(step, gradient);
    }
    if (step.needsInputGradient()) {
      Tensor weight = buffer(step, WEIGHT, MASKED);
      Products.multiply(gradient, PLAIN, weight, TRANSPOSED, step.inputGradient(), 0);
    }
  }

  private void addGradients(Step step, Tensor gradient) {
    Tensor weightSum = buffer(step, WEIGHT, SUM);
    Products.multiply(step.input(), TRANSPOSED, gradient, PLAIN, weightSum, 0);
    addMasked(step, WEIGHT, weightSum);
    if (useBias) {
      Tensor biasSum = buffer(step, BIAS, SUM);
      biasSum.fill(0);
      Rows.addSum(gradient, biasSum);
      addMasked(step, BIAS, biasSum);
    }
  }

  /** The gradient of what was dropped is 0. */
  private static void addMasked(Step step, String name, Tensor sum) {
    Elementwise.multiply(buffer(step, name, MASK), sum);
    Elementwise.add(sum, step.gradient(name));
  }

  private Tensor preactivation(Step step) {
    return activation.derivativeReadsInput()
        ? step.scratch(PREACTIVATION, new Shape(units))
        : step.output();
  }
}
