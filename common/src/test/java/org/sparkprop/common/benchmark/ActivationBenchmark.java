package org.sparkprop.common.benchmark;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
import org.sparkprop.common.activation.Activation;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Tensor;

/** Each activation over 131,072 numbers: the hidden layer of 512 units for 256 rows. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ActivationBenchmark {
  private static final int NUMBERS = 131_072;

  @Param({"relu", "leaky-relu", "elu", "gelu", "sigmoid", "tanh", "softplus"})
  public String activation;

  @Param({"FLOAT32", "FLOAT64"})
  public Precision precision;

  private Activation function;
  private Tensor input;
  private Tensor output;
  private Tensor gradient;

  @Setup(Level.Trial)
  public void prepare() {
    function = Binder.bind(TextNode.valueOf(activation), Activation.class, "activation");
    input = Tensor.zeros(precision, NUMBERS);
    output = Tensor.zeros(precision, NUMBERS);
    gradient = Tensor.zeros(precision, NUMBERS);
    input.write(0, NUMBERS, new SplittableRandom(1).doubles(NUMBERS, -4, 4).toArray());
    function.forward(input, output);
  }

  @Benchmark
  public void forward() {
    function.forward(input, output);
  }

  /** With a copy of the gradient, without which it would sink to denormal numbers. */
  @Benchmark
  public void backward() {
    gradient.copyFrom(input);
    function.backward(input, output, gradient);
  }
}
