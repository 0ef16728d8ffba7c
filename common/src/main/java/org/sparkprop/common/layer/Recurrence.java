package org.sparkprop.common.layer;

import static org.sparkprop.common.vector.Products.Form.PLAIN;
import static org.sparkprop.common.vector.Products.Form.TRANSPOSED;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.initializer.Initializer;
import org.sparkprop.common.vector.Matrix;
import org.sparkprop.common.vector.Products;
import org.sparkprop.common.vector.Tensor;

/**
 * The way of a recurrent layer through the steps of its input, [rows, steps, features], and back
 * (Werbos 1990, Backpropagation through time), for any {@link RecurrentCell}.
 *
 * <p>Arranged as in cuDNN (Appleyard, Kočiský and Blunsom 2016, Optimizing performance of recurrent
 * neural networks on GPUs, sections 3.1 and 3.2) and PyTorch: the input's product is one matrix
 * product for all steps and gates, and so are the gradients of both weights and of the input; only
 * the product with the last output, one for all gates, and the arithmetic of the cell go step by
 * step. Inside, tensors are [steps, rows, …], so that a step is one matrix without gaps; between
 * layers they are [rows, steps, …].
 *
 * <p>Over a step that does not count a row's output and state are carried as they are; its output
 * is zeros.
 */
record Recurrence(RecurrentCell cell, int units, ReturnedSteps returns) {
  static final String WEIGHT = "weight";
  static final String RECURRENT_WEIGHT = "recurrent-weight";
  static final String BIAS = "bias";
  static final String RECURRENT_BIAS = "recurrent-bias";

  /** Sums in a block: it stays in a second-level cache with all that belongs to it. */
  private static final int BLOCK = 1 << 14;

  Shape outputShape(Shape input) {
    Sequences.requireFlatSteps(input);
    return returns == ReturnedSteps.SEQUENCE
        ? new Shape(input.dimensions()[0], units)
        : new Shape(units);
  }

  /** Weights, each gate's drawn by itself, and biases. */
  List<Parameter> parameters(
      Shape input, Initializer weights, Initializer recurrentWeights, List<Initializer> biases) {
    int inputs = input.dimensions()[1];
    int sums = cell.gates() * units;
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        new Parameter(
            WEIGHT,
            new Shape(inputs, sums),
            SideBySide.of(inputs, cell.gates(), weights),
            inputs,
            units));
    parameters.add(
        new Parameter(
            RECURRENT_WEIGHT,
            new Shape(units, sums),
            SideBySide.of(units, cell.gates(), recurrentWeights),
            units,
            units));
    parameters.add(new Parameter(BIAS, new Shape(sums), new SideBySide(1, biases), inputs, units));
    if (cell.separatesSums()) {
      parameters.add(
          new Parameter(RECURRENT_BIAS, new Shape(sums), new SideBySide(1, biases), units, units));
    }
    return parameters;
  }

  long scratchSize(Shape input) {
    long steps = input.dimensions()[0];
    long sums = (long) cell.gates() * units;
    long ofStep = input.dimensions()[1] + sums + (cell.kept() + 1L) * units;
    ofStep += cell.hasState() ? units : 0;
    ofStep += cell.separatesSums() ? sums : 0;
    return steps * ofStep + (cell.separatesSums() ? 0 : sums) + 2L * units;
  }

  void forward(Step step) {
    new Pass(step).forward();
  }

  void backward(Step step) {
    new Pass(step).backward();
  }

  /** One pass over a micro-batch. */
  private final class Pass {
    final Step step;
    final int rows;
    final int steps;
    final int inputs;
    final int sumsOfRow = cell.gates() * units;
    final Tensor input;
    final Tensor inputSums;
    final Tensor outputSums;
    final Tensor kept;
    final Tensor outputs;
    final Tensor states;
    final CellBlock block;
    final int blockRows;

    Pass(Step step) {
      this.step = step;
      this.rows = step.rows();
      int[] shape = step.input().shape();
      this.steps = shape[1];
      this.inputs = shape[2];
      this.input = step.scratch("input", new Shape(steps, inputs));
      this.inputSums = step.scratch("input-sums", new Shape(steps, sumsOfRow));
      this.outputSums =
          step.scratch("output-sums", new Shape(cell.separatesSums() ? steps : 1, sumsOfRow));
      this.kept = step.scratch("kept", new Shape(steps, cell.kept() * units));
      this.outputs = step.scratch("outputs", new Shape(steps, units));
      this.states = cell.hasState() ? step.scratch("states", new Shape(steps, units)) : null;
      this.blockRows = Math.min(rows, Math.max(1, BLOCK / sumsOfRow));
      this.block = new CellBlock(step.input().precision(), cell, blockRows, units);
    }

    /** The numbers of all rows at one step. */
    private Matrix at(Tensor tensor, int time, int width) {
      return new Matrix(tensor, time * rows * width, rows, width);
    }

    private Matrix outputSumsAt(int time) {
      return at(outputSums, cell.separatesSums() ? time : 0, sumsOfRow);
    }

    private Matrix allSteps(Tensor tensor, int width) {
      return new Matrix(tensor, 0, steps * rows, width);
    }

    void forward() {
      Sequences.stepsFirst(step.input(), input);
      Products.multiply(
          allSteps(input, inputs),
          PLAIN,
          Matrix.of(step.parameter(WEIGHT)),
          PLAIN,
          allSteps(inputSums, sumsOfRow),
          0);
      repeatBias(BIAS, block.bias);
      if (cell.separatesSums()) {
        repeatBias(RECURRENT_BIAS, block.recurrentBias);
      }
      for (int time = 0; time < steps; time++) {
        if (time > 0) {
          Products.multiply(
              at(outputs, time - 1, units),
              PLAIN,
              Matrix.of(step.parameter(RECURRENT_WEIGHT)),
              PLAIN,
              outputSumsAt(time),
              0);
        }
        for (int row = 0; row < rows; row += blockRows) {
          forward(time, row);
        }
      }
      if (returns == ReturnedSteps.LAST) {
        step.output().copyFrom(outputs, (steps - 1) * rows * units, 0, rows * units);
      }
    }

    private void repeatBias(String name, HeapBlock into) {
      into.read(step.parameter(name), 0, 0, sumsOfRow);
      for (int row = 1; row < blockRows; row++) {
        into.copy(0, into, row * sumsOfRow, sumsOfRow);
      }
    }

    private void forward(int time, int firstRow) {
      block.rows = Math.min(blockRows, rows - firstRow);
      int place = time * rows + firstRow;
      block.inputSums.read(inputSums, place * sumsOfRow, 0, block.rows * sumsOfRow);
      if (time > 0) {
        int from = outputSumsAt(time).offset() + firstRow * sumsOfRow;
        block.outputSums.read(outputSums, from, 0, block.rows * sumsOfRow);
      } else {
        block.outputSums.clear(0, block.rows * sumsOfRow);
      }
      readBefore(place - rows, time);
      cell.forward(block);
      block.kept.write(0, kept, place * cell.kept() * units, cell.kept() * block.count());
      carryOverPadding(time, firstRow);
      block.output.write(0, outputs, place * units, block.count());
      if (cell.hasState()) {
        block.state.write(0, states, place * units, block.count());
      }
      if (returns == ReturnedSteps.SEQUENCE) {
        writeSequence(time, firstRow);
      }
    }

    private void readBefore(int place, int time) {
      if (time == 0) {
        block.before.clear(0, block.count());
        block.stateBefore.clear(0, block.count());
        return;
      }
      block.before.read(outputs, place * units, 0, block.count());
      if (cell.hasState()) {
        block.stateBefore.read(states, place * units, 0, block.count());
      }
    }

    private void carryOverPadding(int time, int firstRow) {
      for (int row = 0; row < block.rows && step.mask().isPresent(); row++) {
        if (!step.mask().counts(firstRow + row, time)) {
          block.before.copy(row * units, block.output, row * units, units);
          block.stateBefore.copy(row * units, block.state, row * units, units);
        }
      }
    }

    private void writeSequence(int time, int firstRow) {
      for (int row = 0; row < block.rows; row++) {
        if (!step.mask().counts(firstRow + row, time)) {
          block.output.clear(row * units, units);
        }
        int place = (firstRow + row) * steps + time;
        block.output.write(row * units, step.output(), place * units, units);
      }
    }

    void backward() {
      Tensor carried = step.scratch("carried", new Shape(units));
      Tensor carriedState = step.scratch("carried-state", new Shape(units));
      if (returns == ReturnedSteps.LAST) {
        carried.copyFrom(step.outputGradient());
      } else {
        carried.fill(0);
      }
      carriedState.fill(0);
      for (int time = steps - 1; time >= 0; time--) {
        for (int row = 0; row < rows; row += blockRows) {
          backward(time, row, carried, carriedState);
        }
        if (time > 0) {
          Products.multiply(
              outputSumGradientsAt(time),
              PLAIN,
              Matrix.of(step.parameter(RECURRENT_WEIGHT)),
              TRANSPOSED,
              Matrix.of(carried),
              1);
        }
        if (step.learns()) {
          addBiasGradients(time);
        }
      }
      if (step.learns()) {
        addWeightGradients();
      }
      if (step.needsInputGradient()) {
        Products.multiply(
            allSteps(inputSums, sumsOfRow),
            PLAIN,
            Matrix.of(step.parameter(WEIGHT)),
            TRANSPOSED,
            allSteps(input, inputs),
            0);
        Sequences.rowsFirst(input, step.inputGradient());
      }
    }

    /** The gradients stand where the sums stood. */
    private Matrix outputSumGradientsAt(int time) {
      return at(cell.separatesSums() ? outputSums : inputSums, time, sumsOfRow);
    }

    private void backward(int time, int firstRow, Tensor carried, Tensor carriedState) {
      block.rows = Math.min(blockRows, rows - firstRow);
      int place = time * rows + firstRow;
      block.kept.read(kept, place * cell.kept() * units, 0, cell.kept() * block.count());
      readBefore(place - rows, time);
      if (cell.hasState()) {
        block.state.read(states, place * units, 0, block.count());
      }
      block.outputGradient.read(carried, firstRow * units, 0, block.count());
      block.stateGradient.read(carriedState, firstRow * units, 0, block.count());
      if (returns == ReturnedSteps.SEQUENCE) {
        addSequenceGradient(time, firstRow);
      }
      cell.backward(block);
      passBackOverPadding(time, firstRow, carriedState);
      block.inputSums.write(0, inputSums, place * sumsOfRow, block.rows * sumsOfRow);
      if (cell.separatesSums()) {
        block.outputSums.write(0, outputSums, place * sumsOfRow, block.rows * sumsOfRow);
      }
      block.gradientBefore.write(0, carried, firstRow * units, block.count());
      block.stateGradient.write(0, carriedState, firstRow * units, block.count());
    }

    private void addSequenceGradient(int time, int firstRow) {
      for (int row = 0; row < block.rows; row++) {
        int place = (firstRow + row) * steps + time;
        if (step.mask().counts(firstRow + row, time)) {
          block.gates.read(step.outputGradient(), place * units, row * units, units);
        } else {
          block.gates.clear(row * units, units);
        }
      }
      block.outputGradient.add(block.gates, block.count());
    }

    private void passBackOverPadding(int time, int firstRow, Tensor carriedState) {
      for (int row = 0; row < block.rows && step.mask().isPresent(); row++) {
        if (!step.mask().counts(firstRow + row, time)) {
          block.inputSums.clear(row * sumsOfRow, sumsOfRow);
          block.outputSums.clear(row * sumsOfRow, sumsOfRow);
          block.outputGradient.copy(row * units, block.gradientBefore, row * units, units);
          block.stateGradient.read(carriedState, (firstRow + row) * units, row * units, units);
        }
      }
    }

    private void addBiasGradients(int time) {
      Matrix ones = Matrix.of(step.ones());
      Matrix sums = at(inputSums, time, sumsOfRow);
      Products.multiply(ones, TRANSPOSED, sums, PLAIN, rowOf(step.gradient(BIAS)), 1);
      if (cell.separatesSums()) {
        Products.multiply(
            ones,
            TRANSPOSED,
            outputSumGradientsAt(time),
            PLAIN,
            rowOf(step.gradient(RECURRENT_BIAS)),
            1);
      }
    }

    private Matrix rowOf(Tensor bias) {
      return new Matrix(bias, 0, 1, sumsOfRow);
    }

    private void addWeightGradients() {
      Products.multiply(
          allSteps(input, inputs),
          TRANSPOSED,
          allSteps(inputSums, sumsOfRow),
          PLAIN,
          Matrix.of(step.gradient(WEIGHT)),
          1);
      if (steps > 1) {
        int before = (steps - 1) * rows;
        Tensor gradients = cell.separatesSums() ? outputSums : inputSums;
        Products.multiply(
            new Matrix(outputs, 0, before, units),
            TRANSPOSED,
            new Matrix(gradients, rows * sumsOfRow, before, sumsOfRow),
            PLAIN,
            Matrix.of(step.gradient(RECURRENT_WEIGHT)),
            1);
      }
    }
  }
}
