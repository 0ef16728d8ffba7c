package org.sparkprop.common.vector;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dsyrk;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_ssyrk;

/**
 * Matrix products by the OpenBLAS that ND4J carries, called without ND4J's 12 µs around it (0.4 µs
 * this way for 16×30 times 30×16). A tensor counts as the matrix {@link Tensor#rows} × {@link
 * Tensor#columns}.
 *
 * <p>Bits depend on the sizes and on OpenBLAS's kernels, not on addresses, so long as BLAS runs
 * with one thread.
 */
public final class Products {
  private Products() {}

  /** Whether a factor enters as it is or transposed. */
  public enum Form {
    PLAIN(CblasNoTrans),
    TRANSPOSED(CblasTrans);

    private final int code;

    Form(int code) {
      this.code = code;
    }
  }

  /**
   * {@code out ← a · b + keep · out}, with {@code keep} 0 to overwrite or 1 to add.
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static void multiply(Tensor a, Form formA, Tensor b, Form formB, Tensor out, double keep) {
    multiply(Matrix.of(a), formA, Matrix.of(b), formB, Matrix.of(out), keep);
  }

  /**
   * The same for parts of tensors; {@code out} overlaps neither factor, and may have another shape
   * where its rows lie one right behind the other.
   */
  public static void multiply(Matrix a, Form formA, Matrix b, Form formB, Matrix out, double keep) {
    multiply(1, a, formA, b, formB, out, keep);
  }

  /** {@code out ← out − a · b}. */
  public static void subtract(Matrix a, Form formA, Matrix b, Form formB, Matrix out) {
    multiply(-1, a, formA, b, formB, out, 1);
  }

  private static void multiply(
      double factor, Matrix a, Form formA, Matrix b, Form formB, Matrix out, double keep) {
    int rows = formA == Form.PLAIN ? a.rows() : a.columns();
    int inner = formA == Form.PLAIN ? a.columns() : a.rows();
    int innerOfB = formB == Form.PLAIN ? b.rows() : b.columns();
    int columns = formB == Form.PLAIN ? b.columns() : b.rows();
    boolean outFits =
        out.stride() == out.columns()
            ? out.rows() * out.columns() == rows * columns
            : out.rows() == rows && out.columns() == columns;
    if (inner != innerOfB || !outFits) {
      throw new IllegalArgumentException(
          "expected factors that fit, got [%d, %d] times [%d, %d] into [%d, %d]"
              .formatted(rows, inner, innerOfB, columns, out.rows(), out.columns()));
    }
    int outStride = out.stride() == out.columns() ? columns : out.stride();
    if (a.tensor().precision() == Precision.FLOAT32) {
      cblas_sgemm(
          CblasRowMajor,
          formA.code,
          formB.code,
          rows,
          columns,
          inner,
          (float) factor,
          a.tensor().floatPointer(a.offset()),
          a.stride(),
          b.tensor().floatPointer(b.offset()),
          b.stride(),
          (float) keep,
          out.tensor().floatPointer(out.offset()),
          outStride);
    } else {
      cblas_dgemm(
          CblasRowMajor,
          formA.code,
          formB.code,
          rows,
          columns,
          inner,
          factor,
          a.tensor().doublePointer(a.offset()),
          a.stride(),
          b.tensor().doublePointer(b.offset()),
          b.stride(),
          keep,
          out.tensor().doublePointer(out.offset()),
          outStride);
    }
  }

  /**
   * {@code out ← aᵀ · a + out} in the upper triangle, the diagonal included; what lies below stays.
   *
   * @param rows how many rows of {@code a} count, from the first on
   * @param out square, as many rows as {@code a} has columns
   */
  public static void addGram(Tensor a, int rows, Tensor out) {
    int size = a.columns();
    if (out.rows() != size || out.columns() != size || rows > a.rows()) {
      throw new IllegalArgumentException(
          "expected a square of %d rows for %d of %d rows, got [%d, %d]"
              .formatted(size, rows, a.rows(), out.rows(), out.columns()));
    }
    if (a.precision() == Precision.FLOAT32) {
      cblas_ssyrk(
          CblasRowMajor,
          CblasUpper,
          CblasTrans,
          size,
          rows,
          1f,
          a.floatPointer(0),
          size,
          1f,
          out.floatPointer(0),
          size);
    } else {
      cblas_dsyrk(
          CblasRowMajor,
          CblasUpper,
          CblasTrans,
          size,
          rows,
          1.0,
          a.doublePointer(0),
          size,
          1.0,
          out.doublePointer(0),
          size);
    }
  }
}
