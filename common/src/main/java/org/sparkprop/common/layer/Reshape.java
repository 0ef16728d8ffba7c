package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Require;

/** [rows, …] → [rows, shape…], the same numbers in row-major order. */
public record Reshape(List<Integer> shape) implements Layer {
  public Reshape {
    Require.that(!shape.isEmpty(), "shape: expected one or more dimensions, got none");
    for (int dimension : shape) {
      Require.atLeast("shape", dimension, 1);
    }
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape output = new Shape(shape.stream().mapToInt(Integer::intValue).toArray());
    Require.that(
        output.size() == input.size(),
        "cannot turn %s, %d numbers, into %s, %d numbers",
        input,
        input.size(),
        output,
        output.size());
    return output;
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
