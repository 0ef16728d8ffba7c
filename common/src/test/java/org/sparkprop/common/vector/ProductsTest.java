package org.sparkprop.common.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkprop.common.vector.Products.Form;

/**
 * That what the project asks of OpenBLAS is right with each of its kernels, wherever in memory the
 * numbers lie: its LAPACK is not, with some ({@link Cholesky}).
 */
class ProductsTest {
  private static final List<Integer> SIZES = List.of(1, 2, 3, 5, 8, 13, 16, 17, 31, 40, 64, 97);

  /** A process, since kernels are chosen when OpenBLAS is loaded. */
  @ParameterizedTest
  @CsvSource({
    "Prescott, sse3",
    "Nehalem, sse4_2",
    "Barcelona, sse4a",
    "Sandybridge, avx",
    "Haswell, avx2 fma",
    "Zen, avx2 fma",
    "SkylakeX, avx512f avx512cd avx512bw avx512dq avx512vl"
  })
  void areRightWithEachOfOpenBlasKernels(String kernels, String needed)
      throws IOException, InterruptedException {
    Path processor = Path.of("/proc/cpuinfo");
    assumeTrue(Files.exists(processor), "needs Linux");
    String description = Files.readString(processor);
    for (String ability : needed.split(" ")) {
      assumeTrue(
          Pattern.compile("\\b" + ability + "\\b").matcher(description).find(),
          "this processor has no " + ability);
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Checks.class.getName());
    builder.environment().put("OPENBLAS_CORETYPE", kernels);
    builder.environment().put("OPENBLAS_VERBOSE", "2");
    Process process = builder.redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), said);
      assertTrue(said.contains("Core: " + kernels) && !said.contains("not found"), said);
    }
  }

  /** Compares with sums in double precision; what is wrong is thrown. */
  public static final class Checks {
    private static final int MOST_SHIFT = 16;

    private final Precision precision;
    private final Random random = new Random(7);

    private Checks(Precision precision) {
      this.precision = precision;
    }

    public static void main(String[] arguments) {
      openblas_nolapack.blas_set_num_threads(1);
      for (Precision precision : Precision.values()) {
        Checks checks = new Checks(precision);
        for (int rows : SIZES) {
          for (int inner : SIZES) {
            for (int columns : SIZES) {
              checks.product(rows, inner, columns);
            }
            checks.gram(rows, inner);
          }
        }
      }
      for (int size : SIZES) {
        solution(size);
      }
    }

    private double[] numbers(int count) {
      double[] numbers = new double[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = (float) random.nextGaussian();
      }
      return numbers;
    }

    private void product(int rows, int inner, int columns) {
      Form formA = random.nextBoolean() ? Form.PLAIN : Form.TRANSPOSED;
      Form formB = random.nextBoolean() ? Form.PLAIN : Form.TRANSPOSED;
      boolean subtracts = random.nextBoolean();
      double[] a = numbers(rows * inner);
      double[] b = numbers(inner * columns);
      double[] before = numbers(rows * columns);
      double[] expected = new double[rows * columns];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          double sum = 0;
          for (int k = 0; k < inner; k++) {
            sum +=
                a[formA == Form.PLAIN ? i * inner + k : k * rows + i]
                    * b[formB == Form.PLAIN ? k * columns + j : j * inner + k];
          }
          expected[i * columns + j] = subtracts ? before[i * columns + j] - sum : sum;
        }
      }
      String what =
          "product [%d, %d] %s · %s [.., %d]".formatted(rows, inner, formA, formB, columns);
      Found found = new Found(what, expected, inner);
      for (int shift = 0; shift < MOST_SHIFT; shift += 5) {
        int apart = shift; // between the rows, too
        Matrix left = placed(a, formA == Form.PLAIN ? rows : inner, shift, apart);
        Matrix right = placed(b, formB == Form.PLAIN ? inner : columns, shift, apart);
        Matrix out = placed(before, rows, shift, apart);
        if (subtracts) {
          Products.subtract(left, formA, right, formB, out);
        } else {
          Products.multiply(left, formA, right, formB, out, 0);
        }
        found.check(out);
      }
    }

    private void gram(int rows, int columns) {
      double[] a = numbers(rows * columns);
      double[] expected = new double[columns * columns];
      for (int i = 0; i < columns; i++) {
        for (int j = i; j < columns; j++) {
          for (int k = 0; k < rows; k++) {
            expected[i * columns + j] += a[k * columns + i] * a[k * columns + j];
          }
        }
      }
      Found found = new Found("gram [%d, %d]".formatted(rows, columns), expected, rows);
      for (int shift = 0; shift < MOST_SHIFT; shift++) {
        Tensor all = Tensor.zeros(precision, rows * columns + shift);
        all.write(shift, a.length, a);
        Tensor out = Tensor.zeros(precision, columns * columns + shift);
        Tensor square = out.view(shift, columns, columns);
        Products.addGram(all.view(shift, rows, columns), rows, square);
        found.check(Matrix.of(square));
      }
    }

    private static void solution(int size) {
      CholeskyTest.Problem problem = new CholeskyTest.Problem(size, 0.5);
      double[] b = problem.rightSide.clone();
      if (!Cholesky.solve(FlatVector.of(Precision.FLOAT64, problem.triangle), 0.5, b)) {
        throw new AssertionError("no solution of " + size + " rows");
      }
      for (int i = 0; i < size; i++) {
        if (!(Math.abs(b[i] - problem.solution[i]) < 1e-10 * size)) {
          throw new AssertionError(size + " rows: " + Arrays.toString(b));
        }
      }
    }

    private Matrix placed(double[] numbers, int rows, int shift, int apart) {
      int columns = numbers.length / rows;
      int stride = columns + apart;
      Tensor tensor = Tensor.zeros(precision, shift + rows * stride);
      for (int i = 0; i < rows; i++) {
        double[] row = Arrays.copyOfRange(numbers, i * columns, (i + 1) * columns);
        tensor.write(shift + i * stride, columns, row);
      }
      return new Matrix(tensor, shift, rows, columns, stride);
    }

    /** What one computation found at several addresses. */
    private final class Found {
      private final String what;
      private final double[] expected;
      private final double tolerance;
      private final Set<Integer> bits = new HashSet<>();

      Found(String what, double[] expected, int terms) {
        this.what = what;
        this.expected = expected;
        this.tolerance = (precision == Precision.FLOAT32 ? 1e-5 : 1e-14) * (terms + 1);
      }

      void check(Matrix out) {
        double[] row = new double[out.columns()];
        double[] all = new double[expected.length];
        for (int i = 0; i < out.rows(); i++) {
          out.tensor().read(out.offset() + i * out.stride(), row.length, row);
          System.arraycopy(row, 0, all, i * row.length, row.length);
        }
        for (int i = 0; i < all.length; i++) {
          if (!(Math.abs(all[i] - expected[i]) <= tolerance)) {
            throw new AssertionError(
                "%s of %s: number %d is %s, expected %s"
                    .formatted(what, precision, i, all[i], expected[i]));
          }
        }
        bits.add(Arrays.hashCode(all));
        if (bits.size() > 1) {
          throw new AssertionError(what + " of " + precision + ": bits depend on the address");
        }
      }
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    Tensor numbers = Tensor.zeros(Precision.FLOAT64, 12);
    Matrix wide = new Matrix(numbers, 0, 2, 3);
    Matrix apart = new Matrix(numbers, 0, 3, 2, 4);
    assertThrows(
        IllegalArgumentException.class,
        () -> Products.multiply(wide, Form.PLAIN, wide, Form.PLAIN, apart, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> Products.multiply(wide, Form.PLAIN, wide, Form.TRANSPOSED, apart, 0));
    assertThrows(IllegalArgumentException.class, () -> new Matrix(numbers, 3, 3, 2, 4));
    assertThrows(IllegalArgumentException.class, () -> new Matrix(numbers, 0, 3, 2, 1));
  }
}
