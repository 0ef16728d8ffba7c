package org.sparkprop.common.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
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
import org.sparkprop.common.initializer.GlorotUniform;
import org.sparkprop.common.initializer.Orthogonal;
import org.sparkprop.common.layer.BranchStep;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Lstm;
import org.sparkprop.common.layer.Mask;
import org.sparkprop.common.layer.Parameter;
import org.sparkprop.common.layer.ReturnedSteps;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.layer.Step;
import org.sparkprop.common.random.RandomStream;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Tensor;

/**
 * An LSTM's whole sequence forward, and forward and backward with all gradients, beside ND4J's
 * {@code lstmLayer} and {@code lstmLayer_bp} on the same numbers, one thread each. Before it
 * measures it checks that the two agree.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RecurrentBenchmark {
  private static final float AGREEMENT = 1e-3f;

  /** Rows, steps, features and units. */
  @Param({"128 x 50 x 64 x 128", "128 x 100 x 128 x 256", "32 x 20 x 16 x 32"})
  public String size;

  private Layer layer;
  private PlainStep step;
  private DynamicCustomOp nd4jForward;
  private DynamicCustomOp nd4jBackward;

  @Setup(Level.Trial)
  public void prepare() {
    openblas_nolapack.blas_set_num_threads(1);
    Nd4j.getEnvironment().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
    String[] numbers = size.split(" x ");
    int rows = Integer.parseInt(numbers[0]);
    Shape input = new Shape(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
    int units = Integer.parseInt(numbers[3]);
    layer = new Lstm(units, ReturnedSteps.SEQUENCE, 1, new GlorotUniform(), new Orthogonal(1));
    step = new PlainStep(layer, rows, input);
    prepareNd4j();
    forwardAndBackward();
    nd4jForwardAndBackward();
    requireEqual(step.output, nd4jForward.getOutputArgument(0));
    requireEqual(step.inputGradient, nd4jBackward.getOutputArgument(0));
    requireEqual(step.gradient("weight"), nd4jBackward.getOutputArgument(1));
    requireEqual(step.gradient("recurrent-weight"), nd4jBackward.getOutputArgument(2));
    requireEqual(step.gradient("bias"), nd4jBackward.getOutputArgument(3));
  }

  /** The forward op's oneDNN part wants to give the last output and state too. */
  private void prepareNd4j() {
    List<INDArray> inputs =
        List.of(
            step.input.array(),
            step.parameter("weight").array(),
            step.parameter("recurrent-weight").array(),
            step.parameter("bias").array());
    long[] sequence = step.output.array().shape();
    nd4jForward = op("lstmLayer", inputs, true);
    nd4jForward.addOutputArgument(
        Nd4j.create(sequence),
        Nd4j.create(sequence[0], sequence[2]),
        Nd4j.create(sequence[0], sequence[2]));
    List<INDArray> withGradient = new ArrayList<>(inputs);
    withGradient.add(step.outputGradient.array());
    nd4jBackward = op("lstmLayer_bp", withGradient, false);
    for (INDArray array : inputs) {
      nd4jBackward.addOutputArgument(Nd4j.create(array.shape()));
    }
  }

  /** Rows first, in one direction, sigmoid gates; with biases and the whole sequence. */
  private static DynamicCustomOp op(String name, List<INDArray> inputs, boolean last) {
    return DynamicCustomOp.builder(name)
        .addInputs(inputs.toArray(new INDArray[0]))
        .addIntegerArguments(1, 0, 2, 0, 0)
        .addFloatingPointArguments(0.0)
        .addBooleanArguments(true, false, false, false, false, true, last, last)
        .build();
  }

  private static void requireEqual(Tensor ours, INDArray theirs) {
    double[] expected = theirs.dup('c').data().asDouble();
    double[] actual = ours.toDoubles();
    double largest = 0;
    for (double number : expected) {
      largest = Math.max(largest, Math.abs(number));
    }
    for (int i = 0; i < actual.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= AGREEMENT * largest)) {
        throw new IllegalStateException(
            "number %d: %s here, %s by ND4J".formatted(i, actual[i], expected[i]));
      }
    }
  }

  @Benchmark
  public void forward() {
    layer.forward(step);
  }

  @Benchmark
  public void nd4jForward() {
    Nd4j.exec(nd4jForward);
  }

  @Benchmark
  public void forwardAndBackward() {
    layer.forward(step);
    step.gradients.values().forEach(gradient -> gradient.fill(0));
    layer.backward(step);
  }

  /** Its backward computes the forward pass again, so it is all that a training step needs. */
  @Benchmark
  public void nd4jForwardAndBackward() {
    Nd4j.exec(nd4jForward);
    Nd4j.exec(nd4jBackward);
  }

  /** A layer by itself, without a network and without noise. */
  private static final class PlainStep implements Step {
    final int rows;
    final Tensor input;
    final Tensor output;
    final Tensor inputGradient;
    final Tensor outputGradient;
    final Tensor ones;
    final Map<String, Tensor> parameters = new HashMap<>();
    final Map<String, Tensor> gradients = new HashMap<>();
    final Map<String, Tensor> scratch = new HashMap<>();

    PlainStep(Layer layer, int rows, Shape inputShape) {
      this.rows = rows;
      SplittableRandom random = new SplittableRandom(1);
      int[] outputShape = layer.outputShape(inputShape).withRows(rows);
      input = filled(random, 1, inputShape.withRows(rows));
      output = Tensor.zeros(Precision.FLOAT32, outputShape);
      inputGradient = Tensor.zeros(Precision.FLOAT32, inputShape.withRows(rows));
      outputGradient = filled(random, 1, outputShape);
      ones = Tensor.zeros(Precision.FLOAT32, rows, 1);
      ones.fill(1);
      for (Parameter parameter : layer.parameters(inputShape)) {
        int[] shape = parameter.shape().dimensions();
        parameters.put(parameter.name(), filled(random, 0.1, shape));
        gradients.put(parameter.name(), Tensor.zeros(Precision.FLOAT32, shape));
      }
    }

    private static Tensor filled(SplittableRandom random, double bound, int... shape) {
      Tensor tensor = Tensor.zeros(Precision.FLOAT32, shape);
      tensor.write(0, tensor.length(), random.doubles(tensor.length(), -bound, bound).toArray());
      return tensor;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public boolean training() {
      return false;
    }

    @Override
    public Tensor input() {
      return input;
    }

    @Override
    public Tensor output() {
      return output;
    }

    @Override
    public Tensor outputGradient() {
      return outputGradient;
    }

    @Override
    public boolean needsInputGradient() {
      return true;
    }

    @Override
    public Tensor inputGradient() {
      return inputGradient;
    }

    @Override
    public Tensor parameter(String name) {
      return parameters.get(name);
    }

    @Override
    public Tensor gradient(String name) {
      return gradients.get(name);
    }

    @Override
    public Tensor scratch(String name, Shape shape) {
      return scratch.computeIfAbsent(
          name, key -> Tensor.zeros(Precision.FLOAT32, shape.withRows(rows)));
    }

    @Override
    public Tensor buffer(String name, Shape shape) {
      return scratch.computeIfAbsent(
          name, key -> Tensor.zeros(Precision.FLOAT32, shape.dimensions()));
    }

    @Override
    public Tensor ones() {
      return ones;
    }

    @Override
    public BranchStep branch(int index) {
      throw new UnsupportedOperationException("the layer has no branches");
    }

    @Override
    public Mask mask() {
      return Mask.NONE;
    }

    @Override
    public Mask outputMask() {
      return Mask.NONE;
    }

    @Override
    public RandomStream random(int row) {
      throw new UnsupportedOperationException("there is no noise");
    }
  }
}
