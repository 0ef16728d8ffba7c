package org.sparkprop.common.layer;

/** [rows, …] → [rows, all numbers of a row], in row-major order. */
public record Flatten() implements Layer {
  @Override
  public Shape outputShape(Shape input) {
    return new Shape(input.size());
  }

  @Override
  public boolean isReshape() {
    return true;
  }

  @Override
  public void forward(Step step) {}

  @Override
  public void backward(Step step) {}
}
