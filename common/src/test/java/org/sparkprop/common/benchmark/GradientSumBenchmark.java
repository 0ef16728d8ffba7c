package org.sparkprop.common.benchmark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * What happens to a gradient behind the passes, by the number of parameters: merging, encoding and
 * decoding. Its update: {@link UpdateBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GradientSumBenchmark {
  @Param({"535818", "5000000"})
  public int parameters;

  private GradientSum one;
  private GradientSum other;
  private ByteBuffer bytes;

  @Setup(Level.Trial)
  public void prepare() {
    one = sum();
    other = sum();
    bytes = ByteBuffer.allocate(Math.toIntExact(one.encodedBytes())).order(ByteOrder.LITTLE_ENDIAN);
    one.encodeTo(bytes);
  }

  private GradientSum sum() {
    FlatVector gradient = FlatVector.zeros(Precision.FLOAT32, parameters);
    for (int i = 0; i < parameters; i++) {
      gradient.set(i, Math.sin(i));
    }
    return new GradientSum(gradient, 0, 1, 1);
  }

  @Benchmark
  public void merge() {
    one.add(other);
  }

  @Benchmark
  public FlatVector mean() {
    return one.meanGradient();
  }

  @Benchmark
  public ByteBuffer encode() {
    bytes.clear();
    one.encodeTo(bytes);
    return bytes;
  }

  @Benchmark
  public GradientSum decode() {
    bytes.clear();
    return GradientSum.decode(Precision.FLOAT32, parameters, bytes);
  }
}
