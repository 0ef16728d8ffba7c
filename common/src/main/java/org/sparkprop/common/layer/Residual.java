package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Tensor;

/**
 * Residual block (He, Zhang, Ren and Sun 2016, Deep Residual Learning for Image Recognition,
 * equations 1 and 2): [rows, …] → layers(input) + input, or, where {@code projection} has layers,
 * layers(input) + projection(input). Both sides of the sum have one shape; a projection is for the
 * blocks in which it changes: a dense layer, or a convolution with a stride. An activation after
 * the sum is a layer behind this one.
 *
 * <p>Parameters: those of the layers, as {@code 0.weight}, then those of the projection, as {@code
 * projection.0.weight}.
 */
public record Residual(List<Layer> layers, @Default("[]") List<Layer> projection) implements Layer {
  private static final String SHORTCUT = "shortcut";

  public Residual {
    Require.that(!layers.isEmpty(), "layers: expected at least one layer, got none");
  }

  @Override
  public List<Branch> branches(Shape input) {
    Branch main = Branch.of("layers", layers, input);
    return projection.isEmpty()
        ? List.of(main)
        : List.of(main, Branch.of("projection", projection, input));
  }

  @Override
  public Shape outputShape(Shape input) {
    List<Branch> branches = branches(input);
    Shape output = branches.get(0).output();
    if (projection.isEmpty()) {
      Require.that(
          output.equals(input),
          "its layers turn %s into %s, which cannot be added to the input; give it a projection to"
              + " that shape, or layers that keep the shape",
          input,
          output);
    } else {
      Shape projected = branches.get(1).output();
      Require.that(
          output.equals(projected),
          "its layers give %s and its projection %s; both must have one shape",
          output,
          projected);
    }
    return output;
  }

  @Override
  public boolean keepsSteps(Shape input) {
    return branches(input).get(0).keepsSteps();
  }

  @Override
  public long scratchSize(Shape input) {
    return projection.isEmpty() ? 0 : input.size();
  }

  @Override
  public void forward(Step step) {
    step.branch(0).forward();
    step.output().copyFrom(step.branch(0).output());
    if (!projection.isEmpty()) {
      step.branch(1).forward();
    }
    add(projection.isEmpty() ? step.input() : step.branch(1).output(), step.output());
  }

  /** Both branches leave their input's gradient in one place: the first one's is put aside. */
  @Override
  public void backward(Step step) {
    Tensor gradient = step.outputGradient();
    if (projection.isEmpty()) {
      backward(step.branch(0), gradient);
      if (step.needsInputGradient()) {
        add(gradient, step.inputGradient());
      }
      return;
    }
    backward(step.branch(1), gradient);
    if (step.needsInputGradient()) {
      Tensor shortcut = step.scratch(SHORTCUT, new Shape(step.input().columns()));
      shortcut.copyFrom(step.inputGradient());
      backward(step.branch(0), gradient);
      add(shortcut, step.inputGradient());
    } else {
      backward(step.branch(0), gradient);
    }
  }

  private static void backward(BranchStep branch, Tensor gradient) {
    branch.outputGradient().copyFrom(gradient);
    branch.backward();
  }

  /** {@code sum ← sum + term}. */
  private static void add(Tensor term, Tensor sum) {
    Elementwise.combine(
        term,
        sum,
        (t, s, count) -> {
          for (int i = 0; i < count; i++) {
            s[i] += t[i];
          }
        },
        (t, s, count) -> {
          for (int i = 0; i < count; i++) {
            s[i] += t[i];
          }
        });
  }
}
