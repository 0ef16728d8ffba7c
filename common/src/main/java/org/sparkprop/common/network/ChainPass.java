package org.sparkprop.common.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.layer.BatchStatistic.Way;
import org.sparkprop.common.layer.BranchStep;
import org.sparkprop.common.layer.Mask;
import org.sparkprop.common.layer.SeparableRows;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.layer.UnusableInputException;
import org.sparkprop.common.vector.Tensor;

/**
 * The views of a chain's tensors for one number of rows, and the way through its layers forward and
 * back.
 */
final class ChainPass implements BranchStep {
  private final ChainMemory memory;
  private final int rows;
  private final Tensor input;
  private final Tensor inputGradient;
  private final List<StepViews> steps = new ArrayList<>();

  private final BatchSums batchSums;

  /** The outer layer's step of a branch; null for the network's own layers. */
  private final StepViews outer;

  private final int repeats;

  /**
   * @param parameters all parameters of the network by their names in model files
   * @param ones at least as many as rows, here and in all branches
   */
  ChainPass(
      ChainMemory memory,
      int rows,
      Shape inputShape,
      Map<String, ParameterViews> parameters,
      Tensor ones,
      BatchSums batchSums) {
    this(memory, rows, inputShape, parameters, ones, batchSums, null, 1);
  }

  private ChainPass(
      ChainMemory memory,
      int rows,
      Shape inputShape,
      Map<String, ParameterViews> parameters,
      Tensor ones,
      BatchSums batchSums,
      StepViews outer,
      int repeats) {
    this.memory = memory;
    this.batchSums = batchSums;
    this.rows = rows;
    this.outer = outer;
    this.repeats = repeats;
    this.input = rowsOf(memory.input(), inputShape);
    this.inputGradient = rowsOf(memory.inputGradient(), inputShape);
    Tensor rowsOfOnes = ones.view(0, rows, 1);
    for (int i = 0; i < memory.layers().size(); i++) {
      steps.add(step(i, parameters, rowsOfOnes, ones));
    }
  }

  private StepViews step(
      int i, Map<String, ParameterViews> parameters, Tensor rowsOfOnes, Tensor ones) {
    PlacedLayer placed = memory.layers().get(i);
    StepViews step =
        new StepViews(
            placed.number(),
            placed.learns(),
            rows,
            outer == null ? rows : outer.networkRows(),
            i == 0 ? input : steps.get(i - 1).output(),
            i == 0 ? memory.sparseInput() : null,
            rowsOf(memory.outputOf(i), placed.output()),
            rowsOf(memory.inputGradientOf(i), placed.input()),
            rowsOf(memory.outputGradientOf(i), placed.output()),
            rowsOfOnes,
            memory.maskOf(i),
            memory.outputMaskOf(i),
            (name, shape) -> rowsOf(memory.scratch(i, name, shape.size()), shape),
            (name, shape) -> memory.buffer(i, name, shape));
    String prefix = placed.name() + ".";
    parameters.forEach(
        (name, views) -> {
          if (name.startsWith(prefix)) {
            step.addParameter(name.substring(prefix.length()), views);
          }
        });
    for (int b = 0; b < placed.branches().size(); b++) {
      var branch = placed.branches().get(b).branch();
      step.addBranch(
          new ChainPass(
              memory.branchesOf(i).get(b),
              rows * branch.repeats(),
              branch.input(),
              parameters,
              ones,
              batchSums,
              step,
              branch.repeats()));
    }
    return step;
  }

  private Tensor rowsOf(Tensor whole, Shape shape) {
    return whole == null ? null : whole.view(0, shape.withRows(rows));
  }

  /** Runs all layers; {@code noise} is null unless the pass is for training. */
  void forward(NoiseKey noise) {
    forward(noise, steps.size());
  }

  /** Runs the first {@code count} layers. */
  void forward(NoiseKey noise, int count) {
    for (int i = 0; i < count; i++) {
      PlacedLayer placed = memory.layers().get(i);
      steps.get(i).begin(noise);
      try {
        batchSums.take(Way.FORWARD, placed, steps.get(i));
        placed.layer().forward(steps.get(i));
      } catch (UnusableInputException unusable) {
        throw placed.branches().isEmpty() ? unusable.of(placed.label()) : unusable;
      }
    }
  }

  @Override
  public void forward() {
    forward(outer.noise(repeats));
  }

  /** Ends at the lowest layer that learns, unless the chain's input gradient is wanted. */
  @Override
  public void backward() {
    backward(0);
  }

  /** The same down to a layer. */
  void backward(int last) {
    for (int i = steps.size() - 1; i >= last; i--) {
      StepViews step = steps.get(i);
      if (step.learns() || step.needsInputGradient()) {
        batchSums.take(Way.BACKWARD, memory.layers().get(i), step);
        memory.layers().get(i).layer().backward(step);
      }
    }
  }

  /**
   * Like {@link #backward}, with each row's gradients apart; all layers that have parameters must
   * be {@link SeparableRows}.
   *
   * @param gradients takes them by the parameters' names in model files
   */
  void backwardByRow(SeparableRows.RowGradients gradients) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      PlacedLayer placed = memory.layers().get(i);
      if (placed.layer() instanceof SeparableRows layer) {
        layer.backwardByRow(
            steps.get(i),
            (name, row, gradient) -> gradients.put(placed.name() + "." + name, row, gradient));
      } else {
        placed.layer().backward(steps.get(i));
      }
    }
  }

  @Override
  public Tensor input() {
    return input;
  }

  @Override
  public Mask mask() {
    return memory.mask();
  }

  @Override
  public Tensor output() {
    return steps.get(steps.size() - 1).output();
  }

  @Override
  public Tensor outputGradient() {
    return steps.get(steps.size() - 1).outputGradient();
  }

  @Override
  public Tensor inputGradient() {
    return inputGradient;
  }

  /** What a layer's last forward pass left. */
  Tensor output(int layer) {
    return steps.get(layer).output();
  }

  /** What is known of the first output that is not finite, in the order of the layers, or null. */
  String firstNonFinite() {
    for (int i = 0; i < steps.size(); i++) {
      PlacedLayer placed = memory.layers().get(i);
      for (ChainPass branch : steps.get(i).branches()) {
        String inside = branch.firstNonFinite();
        if (inside != null) {
          return inside;
        }
      }
      double[] numbers = steps.get(i).output().toDoubles();
      for (double number : numbers) {
        if (!Double.isFinite(number)) {
          return "the output of " + placed.label() + " is " + number;
        }
      }
    }
    return null;
  }
}
