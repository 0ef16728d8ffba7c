package org.sparkprop.common.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sparkprop.common.activation.Activation;
import org.sparkprop.common.activation.Identity;
import org.sparkprop.common.activation.Relu;
import org.sparkprop.common.activation.Sigmoid;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.initializer.GlorotUniform;
import org.sparkprop.common.layer.Dense;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.loss.SoftmaxCrossEntropy;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.network.NoiseKey;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Products;
import org.sparkprop.common.vector.Products.Form;
import org.sparkprop.common.vector.Tensor;

/**
 * Forward, loss and backward of one micro-batch on one thread with one BLAS thread, beside the
 * matrix products of such a step alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TrainingStepBenchmark {
  private static final NoiseKey NOISE = new NoiseKey(1, 1, 0, 0);

  /** Widths of the layers, then the rows of a micro-batch. */
  @Param({"30-16-2 x 32", "784-512-256-10 x 256"})
  public String network;

  @Param({"relu", "sigmoid"})
  public String activation;

  private int rows;
  private Workspace workspace;
  private final LossSums sums = new LossSums();
  private Tensor[] activations;
  private Tensor[] weights;
  private Tensor[] biases;
  private Tensor ones;

  @Setup(Level.Trial)
  public void prepare() {
    openblas_nolapack.blas_set_num_threads(1);
    String[] parts = network.split(" x ");
    int[] widths = Arrays.stream(parts[0].split("-")).mapToInt(Integer::parseInt).toArray();
    rows = Integer.parseInt(parts[1]);
    Activation hidden = activation.equals("relu") ? new Relu() : new Sigmoid();
    Layer[] layers = new Layer[widths.length - 1];
    for (int i = 0; i < layers.length; i++) {
      layers[i] =
          new Dense(
              widths[i + 1],
              i + 1 < layers.length ? hidden : new Identity(),
              true,
              new GlorotUniform(),
              new Constant(0));
    }
    Network net =
        new Network(
            new Shape(widths[0]),
            new NetworkConfiguration(List.of(layers), new SoftmaxCrossEntropy()));
    workspace = new Workspace(net, Precision.FLOAT32);
    workspace.setWeights(net.initialWeights(Precision.FLOAT32, 1));
    MicroBatch batch = workspace.microBatch(rows);
    SplittableRandom random = new SplittableRandom(1);
    double[] input = random.doubles(batch.input().length(), -1, 1).toArray();
    batch.input().write(0, input.length, input);
    Arrays.fill(batch.weight(), 1);
    prepareProducts(widths, random);
  }

  private void prepareProducts(int[] widths, SplittableRandom random) {
    activations = new Tensor[widths.length];
    weights = new Tensor[widths.length - 1];
    biases = new Tensor[widths.length - 1];
    ones = filled(random, rows, 1);
    for (int i = 0; i < widths.length; i++) {
      activations[i] = filled(random, rows, widths[i]);
      if (i > 0) {
        weights[i - 1] = filled(random, widths[i - 1], widths[i]);
        biases[i - 1] = filled(random, widths[i]);
      }
    }
  }

  private static Tensor filled(SplittableRandom random, int... shape) {
    Tensor tensor = Tensor.zeros(Precision.FLOAT32, shape);
    tensor.write(0, tensor.length(), random.doubles(tensor.length(), -1e-3, 1e-3).toArray());
    return tensor;
  }

  @TearDown(Level.Trial)
  public void free() {
    workspace.close();
  }

  @Benchmark
  public double step() {
    workspace.clearGradient();
    workspace.train(rows, NOISE, sums);
    return sums.loss();
  }

  /** The eight products of three layers, or five of two, without biases. */
  @Benchmark
  public void productsOfAStep() {
    for (int i = 0; i < weights.length; i++) {
      Products.multiply(activations[i], Form.PLAIN, weights[i], Form.PLAIN, activations[i + 1], 0);
    }
    for (int i = weights.length - 1; i >= 0; i--) {
      Products.multiply(
          activations[i], Form.TRANSPOSED, activations[i + 1], Form.PLAIN, weights[i], 0);
      if (i > 0) {
        Products.multiply(
            activations[i + 1], Form.PLAIN, weights[i], Form.TRANSPOSED, activations[i], 0);
      }
    }
  }

  /** The products that repeat and sum biases. */
  @Benchmark
  public void productsOfBiases() {
    for (int i = 0; i < biases.length; i++) {
      Products.multiply(ones, Form.PLAIN, biases[i], Form.TRANSPOSED, activations[i + 1], 0);
      Products.multiply(ones, Form.TRANSPOSED, activations[i + 1], Form.PLAIN, biases[i], 0);
    }
  }
}
