package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Require;

/**
 * Layers applied to each step by itself, with the same parameters: [rows, steps, …] → [rows, steps,
 * output of the layers]. A micro-batch of rows × steps rows goes through the layers in one pass, so
 * a dense layer makes one matrix product of all steps. Steps that do not count give zeros.
 *
 * <p>Parameters: those of the layers, as {@code 0.weight}.
 */
public record TimeDistributed(List<Layer> layers) implements Layer {
  public TimeDistributed {
    Require.that(!layers.isEmpty(), "layers: expected at least one layer, got none");
  }

  @Override
  public List<Branch> branches(Shape input) {
    Sequences.requireSteps(input);
    return List.of(
        Branch.of("layers", layers, input.withoutFirst()).repeated(input.dimensions()[0]));
  }

  @Override
  public Shape outputShape(Shape input) {
    int[] step = branches(input).get(0).output().dimensions();
    return new Shape(new Shape(step).withRows(input.dimensions()[0]));
  }

  @Override
  public boolean keepsSteps(Shape input) {
    return true;
  }

  @Override
  public void forward(Step step) {
    step.branch(0).forward();
    step.output().copyFrom(step.branch(0).output());
    Sequences.clearPadding(step.mask(), step.output());
  }

  @Override
  public void backward(Step step) {
    Sequences.clearPadding(step.mask(), step.outputGradient());
    step.branch(0).outputGradient().copyFrom(step.outputGradient());
    step.branch(0).backward();
  }
}
