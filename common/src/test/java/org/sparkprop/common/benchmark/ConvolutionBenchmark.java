package org.sparkprop.common.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
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
import org.openjdk.jmh.annotations.Warmup;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.fixture.LayerStep;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Tensor;

/**
 * A convolution 3×3, padding «same», and the pooling 2×2 behind it, forward and backward, in
 * float32 and on one thread, each beside ND4J's bare operation on arrays of its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvolutionBenchmark {
  /** Channels and filters, then height and width, then the rows of a micro-batch. */
  @Param({"16-32 x 28 x 64", "1-16 x 28 x 64", "16-32 x 14 x 32"})
  public String layer;

  private Layer convolution;
  private Layer pooling;
  private LayerStep convolutionStep;
  private LayerStep poolingStep;
  private CustomOp bareForward;
  private CustomOp bareBackward;
  private CustomOp barePoolForward;
  private CustomOp barePoolBackward;

  @Setup(Level.Trial)
  public void prepare() throws IOException {
    openblas_nolapack.blas_set_num_threads(1);
    Nd4j.getEnvironment().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    int[] sizes = Arrays.stream(layer.split("-| x ")).mapToInt(Integer::parseInt).toArray();
    final int channels = sizes[0];
    final int filters = sizes[1];
    final int side = sizes[2];
    final int rows = sizes[3];
    convolution =
        parse(
            "{\"convolution-2d\": {\"filters\": %d, \"kernel\": 3, \"padding\": \"same\"}}"
                .formatted(filters));
    pooling = parse("\"max-pool-2d\"");
    Shape input = new Shape(channels, side, side);
    Shape output = new Shape(filters, side, side);
    convolutionStep = new LayerStep(convolution, input, rows, Precision.FLOAT32, 1);
    poolingStep = new LayerStep(pooling, output, rows, Precision.FLOAT32, 1);
    fill(convolutionStep.input());
    fill(convolutionStep.outputGradient());
    fill(convolutionStep.parameter("weight"));
    fill(poolingStep.input());
    fill(poolingStep.outputGradient());

    INDArray x = like(convolutionStep.input());
    INDArray w = like(convolutionStep.parameter("weight"));
    INDArray b = like(convolutionStep.parameter("bias"));
    INDArray y = like(convolutionStep.output());
    int[] arguments = {3, 3, 1, 1, 0, 0, 1, 1, 1, 0, 1};
    bareForward = op("conv2d", arguments, new INDArray[] {x, w, b}, y);
    bareBackward =
        op("conv2d_bp", arguments, new INDArray[] {x, w, b, y}, x.dup(), w.dup(), b.dup());
    INDArray z = like(poolingStep.output());
    int[] pool = {2, 2, 2, 2, 0, 0, 1, 1, 0, 1, 0};
    barePoolForward = op("maxpool2d", pool, new INDArray[] {y}, z);
    barePoolBackward = op("maxpool2d_bp", pool, new INDArray[] {y, z}, y.dup());
    forward();
    poolForward();
  }

  private static Layer parse(String json) throws IOException {
    return Binder.bind(new ObjectMapper().readTree(json), Layer.class, "layer");
  }

  private static void fill(Tensor tensor) {
    double[] values = new SplittableRandom(1).doubles(tensor.length(), -1, 1).toArray();
    tensor.write(0, values.length, values);
  }

  private static INDArray like(Tensor tensor) {
    return tensor.array().dup('c');
  }

  private static CustomOp op(String name, int[] arguments, INDArray[] in, INDArray... out) {
    return DynamicCustomOp.builder(name)
        .addInputs(in)
        .addOutputs(out)
        .addIntegerArguments(arguments)
        .build();
  }

  @Benchmark
  public void forward() {
    convolution.forward(convolutionStep);
  }

  @Benchmark
  public void backward() {
    convolution.backward(convolutionStep);
  }

  @Benchmark
  public void bareForward() {
    Nd4j.getExecutioner().exec(bareForward);
  }

  @Benchmark
  public void bareBackward() {
    Nd4j.getExecutioner().exec(bareBackward);
  }

  @Benchmark
  public void poolForward() {
    pooling.forward(poolingStep);
  }

  @Benchmark
  public void poolBackward() {
    pooling.backward(poolingStep);
  }

  @Benchmark
  public void barePoolForward() {
    Nd4j.getExecutioner().exec(barePoolForward);
  }

  @Benchmark
  public void barePoolBackward() {
    Nd4j.getExecutioner().exec(barePoolBackward);
  }
}
