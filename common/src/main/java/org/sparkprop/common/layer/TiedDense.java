package org.sparkprop.common.layer;

import static org.sparkprop.common.vector.Products.Form.PLAIN;
import static org.sparkprop.common.vector.Products.Form.TRANSPOSED;

import java.util.List;
import org.sparkprop.common.activation.Activation;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Initializer;
import org.sparkprop.common.vector.Products;
import org.sparkprop.common.vector.Rows;
import org.sparkprop.common.vector.Tensor;

/**
 * Fully connected layer with the transposed weight of an earlier dense layer, as the decoder of an
 * autoencoder with tied weights (Vincent et al. 2008, section 2.1): [rows, units of that layer] →
 * [rows, units], output = activation(input · weightᵀ + bias). Parameter: where {@code useBias},
 * {@code bias} [units]. The weight [units, inputs] is the other layer's and stands once among the
 * parameters; the gradients of both uses add up in it, unless that layer is frozen.
 *
 * @param layer the number of the dense layer
 * @param units as many as that layer has inputs
 */
public record TiedDense(
    int layer,
    int units,
    @Default("identity") Activation activation,
    @Default("true") boolean useBias,
    @Default("{\"constant\": {\"value\": 0}}") Initializer biasInitializer)
    implements Layer {
  /** The name of the shared weight, here and there. */
  public static final String WEIGHT = "weight";

  private static final String BIAS = "bias";
  private static final String PREACTIVATION = "preactivation";

  public TiedDense {
    Require.atLeast("layer", layer, 0);
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
    return useBias
        ? List.of(new Parameter(BIAS, new Shape(units), biasInitializer, input.size(), units))
        : List.of();
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
    Products.multiply(
        step.input(), PLAIN, step.parameter(WEIGHT), TRANSPOSED, sum, useBias ? 1 : 0);
    activation.forward(sum, step.output());
  }

  @Override
  public void backward(Step step) {
    Tensor gradient = step.outputGradient();
    activation.backward(preactivation(step), step.output(), gradient);
    if (step.gradient(WEIGHT) != null) {
      Products.multiply(gradient, TRANSPOSED, step.input(), PLAIN, step.gradient(WEIGHT), 1);
    }
    if (useBias && step.gradient(BIAS) != null) {
      Rows.addSum(gradient, step.gradient(BIAS));
    }
    if (step.needsInputGradient()) {
      Products.multiply(gradient, PLAIN, step.parameter(WEIGHT), PLAIN, step.inputGradient(), 0);
    }
  }

  private Tensor preactivation(Step step) {
    return activation.derivativeReadsInput()
        ? step.scratch(PREACTIVATION, new Shape(units))
        : step.output();
  }
}
