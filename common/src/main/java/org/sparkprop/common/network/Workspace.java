package org.sparkprop.common.network;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sparkprop.common.calibration.TemperatureSlopes;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.layer.BatchStatistic.Way;
import org.sparkprop.common.layer.Mask;
import org.sparkprop.common.layer.UnusableInputException;
import org.sparkprop.common.loss.LossBatch;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.SparseRows;
import org.sparkprop.common.vector.Tensor;

/**
 * All memory that one thread needs to run a network: weights, gradient, the weights of frozen
 * layers, which have no gradient, and for each layer its output, its output's gradient and scratch.
 * Allocated once, for micro-batches of up to {@link Network#microBatchRows} rows; a smaller
 * micro-batch uses the first part of each tensor.
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
  private final Tensor frozen;

  /** Null where rows are sparse. */
  private final Tensor input;

  private final SparseRows sparseInput = new SparseRows();
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
  private final LossMemory loss;
  private final BatchSums batchSums;

  private final Optional<TouchedGradient> touched;

  /** Where the curvature's matrix is wanted, else null. */
  private final GaussNewton matrix;

  /** Where the curvature's products are wanted, else null. */
  private final CurvatureProduct product;

  public Workspace(Network network, Precision precision) {
    this(network, precision, Curvature.NONE);
  }

  /**
   * Allocates all memory.
   *
   * @param curvature what sums have beside the gradient, or weights beside themselves
   */
  public Workspace(Network network, Precision precision, Curvature curvature) {
    this.network = network;
    this.precision = precision;
    this.capacity = network.microBatchRows();
    int count = Math.max(1, network.parameterCount());
    int valuesAt = curvature.weightNumbers(count);
    BatchStatistics statistics = network.batchStatistics();
    this.weights = Tensor.zeros(precision, valuesAt + statistics.valueCount());
    this.batchSums = new BatchSums(statistics);
    this.gradient = Tensor.zeros(precision, count);
    this.frozen = Tensor.zeros(precision, Math.max(1, network.frozenCount()));
    boolean dense = network.rowForm() == RowForm.DENSE;
    this.input = dense ? Tensor.zeros(precision, capacity, network.input().size()) : null;
    this.ones = Tensor.zeros(precision, Math.multiplyExact(capacity, network.repeats()), 1);
    this.ones.fill(1);
    this.chain =
        dense
            ? new ChainMemory(network.places(), input, null, Mask.NONE)
            : ChainMemory.ofSparse(network.places(), sparseInput, precision, capacity);
    this.touched = TouchedGradient.of(network, gradient);
    for (ParameterBlock block : network.blocks()) {
      int[] shape = block.parameter().shape().dimensions();
      Tensor value = weights.view(block.offset(), shape);
      Tensor sum = gradient.view(block.offset(), shape);
      parameters.put(
          block.tensorName(),
          touched
              .map(rows -> new ParameterViews(value, sum, rows.rowsOf(block)))
              .orElseGet(() -> new ParameterViews(value, sum)));
    }
    for (BatchStatistics.Place place : statistics.places()) {
      Tensor values = weights.view(valuesAt + place.valuesAt(), place.statistic().valueCount());
      parameters.put(place.tensorName(), new ParameterViews(values, null));
    }
    for (ParameterBlock block : network.frozenBlocks()) {
      int[] shape = block.parameter().shape().dimensions();
      parameters.put(
          block.tensorName(), new ParameterViews(frozen.view(block.offset(), shape), null));
    }
    TiedWeights.share(network.places(), parameters);
    this.loss = new LossMemory(network, capacity);
    this.matrix = curvature == Curvature.MATRIX ? new GaussNewton(this) : null;
    this.product = curvature == Curvature.PRODUCT ? new CurvatureProduct(this, weights) : null;
  }

  /** Bytes off the heap that a workspace for this network takes where no curvature is wanted. */
  public static long bytes(Network network, Precision precision) {
    return bytes(network, precision, Curvature.NONE);
  }

  /** Bytes off the heap that a workspace for this network takes. */
  public static long bytes(Network network, Precision precision, Curvature curvature) {
    long numbers =
        network.parameterCount()
            + (long) curvature.weightNumbers(network.parameterCount())
            + network.frozenCount()
            + network.batchStatistics().valueCount();
    if (curvature == Curvature.MATRIX) {
      numbers += GaussNewton.numbers(network);
    }
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
    changed();
  }

  /**
   * Overwrites the weights and, where they are wanted and given, the curvature's direction and the
   * values of {@linkplain BatchStatistics statistics} behind them.
   */
  public void setWeights(FlatVector values) {
    values.encodeTo(weights.bytes());
    changed();
  }

  private void changed() {
    if (product != null) {
      product.changed();
    }
  }

  /**
   * Overwrites the weights of frozen layers, which stay for as long as the workspace, with the
   * numbers at the buffer's position, little-endian.
   */
  public void setFrozenWeights(ByteBuffer encoded) {
    frozen.bytes().put(encoded);
  }

  public void setFrozenWeights(FlatVector values) {
    if (values.length() > 0) {
      frozen.copyFrom(values);
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
    touched.ifPresentOrElse(TouchedGradient::clear, () -> gradient.fill(0));
    batchSums.clear();
    if (matrix != null) {
      matrix.clear();
    }
  }

  /**
   * The gradient sum since {@link #clearGradient}, into a vector of the network's parameters, with
   * the curvature's matrix behind it where that is wanted; what is else behind it stays.
   */
  public void copyGradientTo(FlatVector into) {
    if (matrix != null) {
      into.write(0, gradient.length(), gradient.toDoubles());
      matrix.copyTo(into, gradient.length());
    } else if (into.length() > gradient.length()) {
      into.write(0, gradient.length(), gradient.toDoubles());
    } else if (into.length() > 0) {
      touched.ifPresentOrElse(rows -> rows.copyTo(into), () -> gradient.copyTo(into));
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
    takeTargets(pass);
    pass.chain.forward(noise);
    measureLoss(pass, sums);
    if (product == null || product.isGradient()) {
      writeOutputGradient(rows);
    } else {
      product.fillOutputGradient(rows);
    }
    pass.chain.backward();
    if (matrix != null) {
      matrix.add(rows);
    }
  }

  private void measureLoss(Pass pass, LossSums sums) {
    loss.setOutput(pass.chain.output());
    double before = sums.loss();
    loss.accumulateMixed(pass.batch.rows(), sums);
    if (!Double.isFinite(sums.loss() - before)) {
      throw new NonFiniteException(pass.firstNonFinite());
    }
  }

  /**
   * A pass for the network's {@link BatchStatistics}: forward, as {@link #train} goes, as far as
   * the last layer that is asked, or forward and back to it. Adds to the sums of what it is for and
   * to that of the rows' weights.
   *
   * @param number the pass's, from 1 on
   * @throws NonFiniteException if there is a loss on the way and it is not finite
   */
  public void prepare(int number, int rows, NoiseKey noise, LossSums sums) {
    Pass pass = pass(rows);
    takeTargets(pass);
    BatchStatistics.Pass asked = batchSums.begin(number);
    try {
      if (asked.way() == Way.FORWARD) {
        pass.chain.forward(noise, asked.end() + 1);
        loss.addWeights(rows, sums);
      } else {
        pass.chain.forward(noise);
        measureLoss(pass, sums);
        writeOutputGradient(rows);
        pass.chain.backward(asked.end());
      }
    } finally {
      batchSums.end();
    }
  }

  /**
   * The sums of {@link #prepare} since {@link #clearGradient}, at the start of a vector that is
   * else zero.
   */
  public void copyBatchSumsTo(FlatVector into) {
    batchSums.copyTo(into);
  }

  /** Of an autoencoder, before a layer can change them: the micro-batch's inputs. */
  private void takeTargets(Pass pass) {
    if (network.target() == Target.INPUTS) {
      loss.setTargets(pass.batch.input());
    }
  }

  /** Puts what a loss has left in its batch's gradient where a backward pass begins. */
  void writeOutputGradient(int rows) {
    loss.writeGradient(chain(rows).outputGradient());
  }

  /** The way through the layers for so many rows. */
  ChainPass chain(int rows) {
    return pass(rows).chain;
  }

  Tensor gradient() {
    return gradient;
  }

  /** Forward and loss without noise and without gradient: adds to {@code sums}. */
  public void evaluate(int rows, LossSums sums) {
    Pass pass = pass(rows);
    takeTargets(pass);
    pass.chain.forward(null);
    loss.setOutput(pass.chain.output());
    loss.accumulate(rows, sums);
  }

  /**
   * What a layer of the network's own gave for the micro-batch of the last pass: rows × the numbers
   * of its output; a copy.
   *
   * @param layer its number
   */
  public double[] output(int layer, int rows) {
    return pass(rows).chain.output(layer).toDoubles();
  }

  /**
   * The last layer's output for the micro-batch of the last {@link #evaluate} or {@link #predict},
   * divided by the temperature and made into predictions by the loss: rows × outputs numbers at the
   * start of the array, which is the workspace's own.
   */
  public double[] predictions(int rows) {
    return loss.predictions(rows);
  }

  /**
   * Adds the slopes by the temperature of the rows of the last {@link #evaluate} to some sums, and
   * reads their targets and weights from the micro-batch.
   */
  public void addTo(TemperatureSlopes slopes, int rows) {
    loss.addTo(slopes, rows);
  }

  /** Takes another temperature for {@link #predictions} than that of the network. */
  public void setTemperature(double of) {
    loss.setTemperature(of);
  }

  /** Forward without noise and without targets; then see {@link #predictions}. */
  public void predict(int rows) {
    Pass pass = pass(rows);
    pass.chain.forward(null);
    loss.setOutput(pass.chain.output());
  }

  /** What the last forward pass of so many rows gave. */
  LossBatch lossBatch(int rows) {
    loss.setOutput(chain(rows).output());
    return loss.batch(rows);
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
    frozen.close();
    if (input != null) {
      input.close();
    }
    ones.close();
    chain.close();
    if (matrix != null) {
      matrix.close();
    }
  }

  /** The views of all tensors for one number of rows. */
  private final class Pass {
    final MicroBatch batch;
    final ChainPass chain;

    Pass(int rows) {
      this.chain =
          new ChainPass(Workspace.this.chain, rows, network.input(), parameters, ones, batchSums);
      this.batch = loss.microBatch(rows, chain.input(), sparseInput);
    }

    String firstNonFinite() {
      String first = chain.firstNonFinite();
      return first == null ? "the loss is not finite although every layer's output is" : first;
    }
  }
}
