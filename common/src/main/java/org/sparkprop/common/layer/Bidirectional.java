package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Tensor;

/**
 * Two copies of a layer, each with parameters of its own, one of which reads the steps from last to
 * first (Schuster and Paliwal 1997, Bidirectional recurrent neural networks). Their outputs stand
 * side by side, the forward one's first: [rows, steps, features] → [rows, steps, 2 · units], each
 * step with what both know when they have read it, or [rows, 2 · units] where the layer gives its
 * last output.
 *
 * <p>Parameters: the layer's, as {@code forward.weight} and {@code backward.weight}.
 */
public record Bidirectional(Layer layer) implements Layer {
  @Override
  public List<Branch> branches(Shape input) {
    Sequences.requireSteps(input);
    return List.of(
        Branch.of("forward", "layer", layer, input),
        Branch.of("backward", "layer", layer, input).withOwnInput());
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape output = branches(input).get(0).output();
    int[] dimensions = output.dimensions();
    if (dimensions.length == 1) {
      return new Shape(2 * dimensions[0]);
    }
    Require.that(
        dimensions.length == 2 && dimensions[0] == input.dimensions()[0],
        "expects a layer that gives [%d, units] or [units], but it gives %s",
        input.dimensions()[0],
        output);
    return new Shape(dimensions[0], 2 * dimensions[1]);
  }

  @Override
  public boolean keepsSteps(Shape input) {
    return branches(input).get(0).keepsSteps();
  }

  @Override
  public void forward(Step step) {
    BranchStep backwards = step.branch(1);
    int steps = step.input().shape()[1];
    Sequences.reverse(step.input(), backwards.input(), steps);
    for (int row = 0; row < step.rows() && step.mask().isPresent(); row++) {
      for (int time = 0; time < steps; time++) {
        backwards.mask().mark(row, steps - 1 - time, step.mask().counts(row, time));
      }
    }
    step.branch(0).forward();
    backwards.forward();
    Direction.FORWARD.put(step.branch(0).output(), step.output());
    Direction.BACKWARD.put(backwards.output(), step.output());
  }

  @Override
  public void backward(Step step) {
    BranchStep backwards = step.branch(1);
    Direction.FORWARD.take(step.outputGradient(), step.branch(0).outputGradient());
    Direction.BACKWARD.take(step.outputGradient(), backwards.outputGradient());
    step.branch(0).backward();
    backwards.backward();
    if (step.needsInputGradient()) {
      Sequences.addReversed(
          backwards.inputGradient(), step.inputGradient(), step.input().shape()[1]);
    }
  }

  /** The half of each step's output that comes from one direction. */
  private enum Direction {
    FORWARD,
    BACKWARD;

    void put(Tensor half, Tensor output) {
      int width = width(half);
      for (int i = 0; i < half.length() / width; i++) {
        output.copyFrom(half, place(i, half) * width, (2 * i + ordinal()) * width, width);
      }
    }

    void take(Tensor output, Tensor half) {
      int width = width(half);
      for (int i = 0; i < half.length() / width; i++) {
        half.copyFrom(output, (2 * i + ordinal()) * width, place(i, half) * width, width);
      }
    }

    private static int width(Tensor half) {
      int[] shape = half.shape();
      return shape[shape.length - 1];
    }

    /** Where the half of output step {@code i}, counted over all rows, stands. */
    private int place(int i, Tensor half) {
      int[] shape = half.shape();
      if (this == FORWARD || shape.length == 2) {
        return i;
      }
      int row = i / shape[1];
      return row * shape[1] + shape[1] - 1 - (i - row * shape[1]);
    }
  }
}
