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
import org.sparkprop.common.activation.Relu;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.initializer.GlorotUniform;
import org.sparkprop.common.layer.Dense;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.loss.MeanSquaredError;
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
 * One dense layer of as many inputs as units with ReLU, forward alone and forward and backward (its
 * weights' gradient; a first layer has no input gradient), beside the bare matrix products of each.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DenseBenchmark {
  private static final NoiseKey NOISE = new NoiseKey(1, 1, 0, 0);

  @Param({"16", "256", "1024", "4096"})
  public int width;

  /** Rows; never more than the network's own micro-batch. */
  @Param({"32", "128", "512"})
  public int rows;

  private int taken;
  private Workspace workspace;
  private final LossSums sums = new LossSums();
  private Tensor input;
  private Tensor weight;
  private Tensor output;

  @Setup(Level.Trial)
  public void prepare() {
    openblas_nolapack.blas_set_num_threads(1);
    Network network =
        new Network(
            new Shape(width),
            new NetworkConfiguration(
                List.of(new Dense(width, new Relu(), true, new GlorotUniform(), new Constant(0))),
                new MeanSquaredError()));
    taken = Math.min(rows, network.microBatchRows());
    workspace = new Workspace(network, Precision.FLOAT32);
    workspace.setWeights(network.initialWeights(Precision.FLOAT32, 1));
    SplittableRandom random = new SplittableRandom(1);
    MicroBatch batch = workspace.microBatch(taken);
    double[] numbers = random.doubles((long) taken * width, -1, 1).toArray();
    batch.input().write(0, numbers.length, numbers);
    Arrays.fill(batch.weight(), 1);
    input = Tensor.zeros(Precision.FLOAT32, taken, width);
    output = Tensor.zeros(Precision.FLOAT32, taken, width);
    weight = Tensor.zeros(Precision.FLOAT32, width, width);
    input.write(0, numbers.length, numbers);
    weight.fill(1e-3);
  }

  @TearDown(Level.Trial)
  public void free() {
    workspace.close();
    input.close();
    output.close();
    weight.close();
  }

  @Benchmark
  public void forward() {
    workspace.predict(taken);
  }

  @Benchmark
  public void forwardSgemm() {
    Products.multiply(input, Form.PLAIN, weight, Form.PLAIN, output, 0);
  }

  @Benchmark
  public double forwardAndBackward() {
    workspace.train(taken, NOISE, sums);
    return sums.loss();
  }

  @Benchmark
  public void forwardAndBackwardSgemm() {
    Products.multiply(input, Form.PLAIN, weight, Form.PLAIN, output, 0);
    Products.multiply(input, Form.TRANSPOSED, output, Form.PLAIN, weight, 0);
  }
}
