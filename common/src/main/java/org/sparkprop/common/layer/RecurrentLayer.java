package org.sparkprop.common.layer;

/** A layer that is a {@link Recurrence}, and its settings. */
interface RecurrentLayer extends Layer {
  Recurrence recurrence();

  @Override
  default Shape outputShape(Shape input) {
    return recurrence().outputShape(input);
  }

  @Override
  default long scratchSize(Shape input) {
    return recurrence().scratchSize(input);
  }

  @Override
  default boolean keepsSteps(Shape input) {
    return recurrence().returns() == ReturnedSteps.SEQUENCE;
  }

  @Override
  default void forward(Step step) {
    recurrence().forward(step);
  }

  @Override
  default void backward(Step step) {
    recurrence().backward(step);
  }
}
