package org.sparkprop.common.benchmark;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.openblas.global.openblas;
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
import org.openjdk.jmh.annotations.Warmup;
import org.sparkprop.common.vector.Cholesky;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * A step of Levenberg-Marquardt on the driver beside OpenBLAS's {@code dposv}, one thread each. The
 * latter is right with the kernels for AVX2 alone: {@code OPENBLAS_CORETYPE=Haswell}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class CholeskyBenchmark {
  @Param({"300", "1000", "5000"})
  public int parameters;

  private FlatVector triangle;

  @Setup(Level.Trial)
  public void prepare() {
    openblas_nolapack.blas_set_num_threads(1);
    openblas.blas_set_num_threads(1);
    Random random = new Random(1);
    double[] numbers = new double[parameters * (parameters + 1) / 2];
    int at = 0;
    for (int i = 0; i < parameters; i++) {
      for (int j = i; j < parameters; j++) {
        numbers[at++] = i == j ? parameters : random.nextDouble();
      }
    }
    triangle = FlatVector.of(Precision.FLOAT64, numbers);
  }

  @Benchmark
  public double[] solve() {
    double[] b = rightSide();
    Cholesky.solve(triangle, 0.5, b);
    return b;
  }

  @Benchmark
  public double[] lapack() {
    double[] square = new double[parameters * parameters];
    double[] row = new double[parameters];
    int at = 0;
    for (int i = 0; i < parameters; i++) {
      int count = parameters - i;
      triangle.read(at, count, row);
      System.arraycopy(row, 0, square, i * parameters + i, count);
      square[i * parameters + i] += 0.5;
      at += count;
    }
    double[] b = rightSide();
    int info =
        openblas.LAPACKE_dposv(
            openblas.LAPACK_COL_MAJOR,
            (byte) 'L',
            parameters,
            1,
            square,
            parameters,
            b,
            parameters);
    if (info != 0) {
      throw new IllegalStateException("dposv: " + info);
    }
    return b;
  }

  private double[] rightSide() {
    double[] b = new double[parameters];
    for (int i = 0; i < parameters; i++) {
      b[i] = i % 7 - 3;
    }
    return b;
  }
}
