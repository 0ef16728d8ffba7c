package org.sparkprop.common.benchmark;

import java.util.Arrays;
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
import org.sparkprop.common.loss.LossBatch;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.loss.SoftmaxCrossEntropy;

/** Value and gradient of 256 rows, by the number of classes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SoftmaxCrossEntropyBenchmark {
  private static final int ROWS = 256;

  @Param({"2", "10", "1000"})
  public int classes;

  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
  private final LossSums sums = new LossSums();
  private LossBatch batch;

  @Setup(Level.Trial)
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    double[] weights = new double[ROWS];
    Arrays.fill(weights, 1);
    batch =
        new LossBatch(
            ROWS,
            classes,
            random.doubles((long) ROWS * classes, -4, 4).toArray(),
            random.ints(ROWS, 0, classes).asDoubleStream().toArray(),
            weights,
            new double[ROWS * classes]);
  }

  @Benchmark
  public double accumulate() {
    loss.accumulate(batch, sums);
    return sums.loss();
  }
}
