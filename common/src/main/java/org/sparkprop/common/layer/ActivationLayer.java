package org.sparkprop.common.layer;

import org.sparkprop.common.activation.Activation;
import org.sparkprop.common.configuration.Name;

/** An activation on its own: [rows, …] → the same shape, element by element. */
@Name("activation")
public record ActivationLayer(Activation function) implements Layer {
  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public void forward(Step step) {
    function.forward(step.input(), step.output());
  }

  @Override
  public void backward(Step step) {
    if (step.needsInputGradient()) {
      function.backward(step.input(), step.output(), step.outputGradient());
      step.inputGradient().copyFrom(step.outputGradient());
    }
  }
}
