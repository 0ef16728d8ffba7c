package org.sparkprop.common.benchmark;

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
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.SparseProducts;
import org.sparkprop.common.vector.SparseRows;
import org.sparkprop.common.vector.Tensor;

/** The products of a first layer of 64 units with rows of 100 numbers in 100,000 columns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SparseProductsBenchmark {
  private static final int COLUMNS = 100_000;
  private static final int ENTRIES = 100;
  private static final int UNITS = 64;

  /** With 64 they are gone through as they are, with 1,024 by column. */
  @Param({"64", "1024"})
  public int rows;

  private final SparseRows input = new SparseRows();
  private Tensor weight;
  private Tensor sum;
  private Tensor gradient;

  @Setup(Level.Trial)
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    for (int row = 0; row < rows; row++) {
      random
          .ints(0, COLUMNS)
          .distinct()
          .limit(ENTRIES)
          .sorted()
          .forEach(column -> input.add(column, 0.5));
      input.endRow();
    }
    weight = Tensor.zeros(Precision.FLOAT32, COLUMNS, UNITS);
    gradient = Tensor.zeros(Precision.FLOAT32, COLUMNS, UNITS);
    sum = Tensor.zeros(Precision.FLOAT32, rows, UNITS);
  }

  @Benchmark
  public void forward() {
    SparseProducts.multiply(input, weight, sum, false);
  }

  @Benchmark
  public void weightGradient() {
    SparseProducts.addTransposed(input, sum, gradient);
  }
}
