package org.sparkprop.common.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.sparkprop.common.layer.SeparableRows;
import org.sparkprop.common.loss.LossBatch;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Products;
import org.sparkprop.common.vector.Tensor;

/**
 * The generalised Gauss-Newton matrix of the rows that go through a workspace, summed up: for each
 * of a row's curvature factors s (see {@link org.sparkprop.common.loss.Loss#curvatureFactor}) it
 * adds (Jᵀs)(Jᵀs)ᵀ, and Jᵀs is what a backward pass of the row makes of s.
 */
final class GaussNewton implements AutoCloseable {
  private final Workspace workspace;
  private final int parameters;
  private final boolean separates;
  private final Map<String, Integer> offsets = new HashMap<>();

  /** Only the upper triangle counts. */
  private final Tensor matrix;

  /** A row for each row of a micro-batch. */
  private final Tensor jacobian;

  GaussNewton(Workspace workspace) {
    Network network = workspace.network();
    this.workspace = workspace;
    this.parameters = network.parameterCount();
    this.separates =
        network.places().stream().allMatch(p -> !p.learns() || p.layer() instanceof SeparableRows);
    network.blocks().forEach(block -> offsets.put(block.tensorName(), block.offset()));
    this.matrix = Tensor.zeros(workspace.precision(), parameters, parameters);
    this.jacobian = Tensor.zeros(workspace.precision(), network.microBatchRows(), parameters);
  }

  /** How many numbers it takes. */
  static long numbers(Network network) {
    return (long) network.parameterCount() * (network.parameterCount() + network.microBatchRows());
  }

  void clear() {
    matrix.fill(0);
  }

  /** Adds the rows that have just gone through the workspace forward and backward. */
  void add(int rows) {
    int factors = workspace.network().loss().curvatureFactors(workspace.network().output().size());
    if (separates) {
      for (int k = 0; k < factors; k++) {
        allRows(rows, k);
        Products.addGram(jacobian, rows, matrix);
      }
      return;
    }
    try (SingleRows single = new SingleRows(rows)) {
      for (int k = 0; k < factors; k++) {
        single.fill(k);
        Products.addGram(jacobian, rows, matrix);
      }
    }
  }

  private void allRows(int rows, int factor) {
    ChainPass chain = workspace.chain(rows);
    workspace.network().loss().curvatureFactor(workspace.lossBatch(rows), factor);
    workspace.writeOutputGradient(rows);
    chain.backwardByRow(
        (name, row, gradient) ->
            jacobian.write(row * parameters + offsets.get(name), gradient.length, gradient));
  }

  /** Adds the upper triangle, row after row, behind a sum's first {@code from} numbers. */
  void copyTo(FlatVector sum, int from) {
    double[] row = new double[parameters];
    int at = from;
    for (int i = 0; i < parameters; i++) {
      int count = parameters - i;
      matrix.read(i * parameters + i, count, row);
      sum.write(at, count, row);
      at += count;
    }
  }

  @Override
  public void close() {
    matrix.close();
    jacobian.close();
  }

  /**
   * For layers that only know sums over rows: each row goes through the network by itself, once for
   * each factor, since a backward pass need not leave what the next one would want.
   */
  private final class SingleRows implements AutoCloseable {
    private final int rows;
    private final MicroBatch one = workspace.microBatch(1);
    private final int width = workspace.network().input().size();
    private final double[] inputs;
    private final double[] targets;
    private final double[] weights;
    private final double[] gradientSum = workspace.gradient().toDoubles();

    SingleRows(int rows) {
      this.rows = rows;
      MicroBatch all = workspace.microBatch(rows);
      this.inputs = all.input().toDoubles();
      this.targets = all.target().clone();
      this.weights = all.weight().clone();
    }

    void fill(int factor) {
      int targetWidth = targets.length / weights.length;
      double[] gradient = new double[parameters];
      for (int row = 0; row < rows; row++) {
        one.input().write(0, width, Arrays.copyOfRange(inputs, row * width, (row + 1) * width));
        System.arraycopy(targets, row * targetWidth, one.target(), 0, targetWidth);
        one.weight()[0] = weights[row];
        ChainPass chain = workspace.chain(1);
        chain.forward(null);
        LossBatch batch = workspace.lossBatch(1);
        workspace.network().loss().curvatureFactor(batch, factor);
        workspace.gradient().fill(0);
        workspace.writeOutputGradient(1);
        chain.backward();
        workspace.gradient().read(0, parameters, gradient);
        jacobian.write(row * parameters, parameters, gradient);
      }
    }

    @Override
    public void close() {
      workspace.gradient().write(0, parameters, gradientSum);
    }
  }
}
