package org.sparkprop.common.network;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparkprop.common.layer.Mask;
import org.sparkprop.common.layer.UnusableInputException;
import org.sparkprop.common.loss.LossBatch;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Tensor;

/**
 * All memory that one thread needs to run a network: weights, gradient, and for each layer its
 * output, its output's gradient and scratch. Allocated once, for micro-batches of up to {@link
 * Network#microBatchRows} rows; a smaller micro-batch uses the first part of each tensor.
 *
 * <p>Confined to one thread at a time. {@link #close} frees the memory.
 */
public final class Workspace implements AutoCloseable {
  /**
   * Micro-batches come in few sizes (full, and what remains of a slice): views are kept for these.
   */
  private static final int KEPT_SIZES = 8;

  private final Network network;
  private final Precision precision;
  private final int capacity;
  private final Tensor weights;
  private final Tensor gradient;
  private final Tensor input;
  private final Tensor ones;
  private final ChainMemory chain;
  private final Map<String, ParameterViews> parameters = new HashMap<>();
  private final Map<Integer, Pass> passes =
      new LinkedHashMap<>(KEPT_SIZES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Pass> eldest) {
          return size() > KEPT_SIZES;
        }
      };
  private final double[] targets;
  private final double[] rowWeights;
  private final double[] lossOutput;
  private final double[] lossGradient;
  private final double[] predictions;

  public Workspace(Network network, Precision precision) {
    this.network = network;
    this.precision = precision;
    this.capacity = network.microBatchRows();
    int count = Math.max(1, network.parameterCount());
    this.weights = Tensor.zeros(precision, count);
    this.gradient = Tensor.zeros(precision, count);
    this.input = Tensor.zeros(precision, capacity, network.input().size());
    this.ones = Tensor.zeros(precision, Math.multiplyExact(capacity, network.repeats()), 1);
    this.ones.fill(1);
    this.chain = new ChainMemory(network.places(), input, null, Mask.NONE);
    for (ParameterBlock block : network.blocks()) {
      int[] shape = block.parameter().shape().dimensions();
      parameters.put(
          block.tensorName(),
          new ParameterViews(
              weights.view(block.offset(), shape), gradient.view(block.offset(), shape)));
    }
    int outputSize = network.output().size();
    this.targets = new double[capacity * network.loss().targetWidth(outputSize)];
    this.rowWeights = new double[capacity];
    this.lossOutput = new double[capacity * outputSize];
    this.lossGradient = new double[capacity * outputSize];
    this.predictions = new double[capacity * outputSize];
  }

  /** Bytes off the heap that a workspace for this network takes. */
  public static long bytes(Network network, Precision precision) {
    long numbers = 2L * network.parameterCount();
    for (PlacedLayer placed : network.places()) {
      numbers += placed.fixedSize();
    }
    return (numbers + network.rowSize() * network.microBatchRows()) * precision.bytes();
  }

  public Network network() {
    return network;
  }

  public Precision precision() {
    return precision;
  }

  /** Overwrites the weights with the numbers at the buffer's position, little-endian. */
  public void setWeights(ByteBuffer encoded) {
    weights.bytes().put(encoded);
  }

  public void setWeights(FlatVector values) {
    if (values.length() > 0) {
      weights.copyFrom(values);
    }
  }

  /** The weights, into a vector of the network's parameters. */
  public void copyWeightsTo(FlatVector into) {
    if (into.length() > 0) {
      weights.copyTo(into);
    }
  }

  /** Starts a new gradient sum at zero. */
  public void clearGradient() {
    gradient.fill(0);
  }

  /** The gradient sum since {@link #clearGradient}, into a vector of the network's parameters. */
  public void copyGradientTo(FlatVector into) {
    if (into.length() > 0) {
      gradient.copyTo(into);
    }
  }

  /** Where to put the next {@code rows} rows; at most {@link Network#microBatchRows}. */
  public MicroBatch microBatch(int rows) {
    return pass(rows).batch;
  }

  /**
   * Forward, loss and backward over the rows in the micro-batch: adds to the gradient sum and to
   * {@code sums}.
   *
   * @throws NonFiniteException if the loss is not finite
   * @throws UnusableInputException if the rows hold what a layer can make nothing of
   */
  public void train(int rows, NoiseKey noise, LossSums sums) {
    Pass pass = pass(rows);
    pass.chain.forward(noise);
    LossBatch batch = lossBatch(pass);
    double before = sums.loss();
    network.loss().accumulate(batch, sums);
    if (!Double.isFinite(sums.loss() - before)) {
      throw new NonFiniteException(pass.firstNonFinite());
    }
    Tensor last = pass.chain.outputGradient();
    last.write(0, last.length(), lossGradient);
    pass.chain.backward();
  }

  /** Forward and loss without noise and without gradient: adds to {@code sums}. */
  public void evaluate(int rows, LossSums sums) {
    Pass pass = pass(rows);
    pass.chain.forward(null);
    network.loss().accumulate(lossBatch(pass), sums);
  }

  /**
   * The last layer's output for the micro-batch of the last {@link #evaluate} or {@link #predict},
   * made into predictions by the loss: rows × outputs numbers at the start of the array, which is
   * the workspace's own.
   */
  public double[] predictions(int rows) {
    int outputs = network.output().size();
    System.arraycopy(lossOutput, 0, predictions, 0, rows * outputs);
    network.loss().predict(predictions, rows, outputs);
    return predictions;
  }

  /** Forward without noise and without targets; then see {@link #predictions}. */
  public void predict(int rows) {
    Pass pass = pass(rows);
    pass.chain.forward(null);
    readOutput(pass);
  }

  private LossBatch lossBatch(Pass pass) {
    readOutput(pass);
    return new LossBatch(
        pass.rows, network.output().size(), lossOutput, targets, rowWeights, lossGradient);
  }

  private void readOutput(Pass pass) {
    Tensor output = pass.chain.output();
    output.read(0, output.length(), lossOutput);
  }

  private Pass pass(int rows) {
    if (rows < 1 || rows > capacity) {
      throw new IllegalArgumentException("expected 1 to " + capacity + " rows, got " + rows);
    }
    return passes.computeIfAbsent(rows, Pass::new);
  }

  @Override
  public void close() {
    passes.clear();
    weights.close();
    gradient.close();
    input.close();
    ones.close();
    chain.close();
  }

  /** The views of all tensors for one number of rows. */
  private final class Pass {
    final int rows;
    final MicroBatch batch;
    final ChainPass chain;

    Pass(int rows) {
      this.rows = rows;
      this.chain = new ChainPass(Workspace.this.chain, rows, network.input(), parameters, ones);
      this.batch = new MicroBatch(rows, chain.input(), targets, rowWeights);
    }

    String firstNonFinite() {
      String first = chain.firstNonFinite();
      return first == null ? "the loss is not finite although every layer's output is" : first;
    }
  }
}
