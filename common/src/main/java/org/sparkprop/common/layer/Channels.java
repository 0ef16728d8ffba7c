package org.sparkprop.common.layer;

import org.sparkprop.common.vector.Planes;
import org.sparkprop.common.vector.Tensor;

/**
 * Sums over the channels of tensors [rows, channels, …], and scaling and shifting by channel. A
 * channel is a plane of each row or, in flat rows, a single number of each; then the loops run
 * along the channels.
 */
record Channels(int rows, int channels, int size) {
  private static final Tensor[] NOTHING = {};

  static Channels of(Tensor tensor) {
    int channels = tensor.shape()[1];
    return new Channels(tensor.rows(), channels, tensor.columns() / channels);
  }

  /** Numbers a channel. */
  int count() {
    return rows * size;
  }

  /** What to do with a channel's plane of one row, from index {@code from} on. */
  @FunctionalInterface
  private interface PlaneLoop {
    void apply(double[][] read, double[][] written, int channel, int from);
  }

  private void forEachPlane(Tensor[] reads, Tensor[] writes, PlaneLoop loop) {
    Planes.forEach(
        rows * channels,
        reads,
        writes,
        (read, written, first, count) -> {
          for (int plane = 0; plane < count; plane++) {
            loop.apply(read, written, (first + plane) % channels, plane * size);
          }
        });
  }

  /** What to do with a flat row, one number a channel, from index {@code from} on. */
  @FunctionalInterface
  private interface RowLoop {
    void apply(double[][] read, double[][] written, int from);
  }

  private void forEachRow(Tensor[] reads, Tensor[] writes, RowLoop loop) {
    Planes.forEach(
        rows,
        reads,
        writes,
        (read, written, first, count) -> {
          for (int row = 0; row < count; row++) {
            loop.apply(read, written, row * channels);
          }
        });
  }

  /** Σ x for each channel. */
  double[] sums(Tensor x) {
    double[] sums = new double[channels];
    Tensor[] reads = {x};
    if (size > 1) {
      forEachPlane(
          reads, NOTHING, (read, written, c, from) -> sums[c] += Moments.sum(read[0], from, size));
    } else {
      forEachRow(
          reads,
          NOTHING,
          (read, written, from) -> {
            double[] row = read[0];
            for (int c = 0; c < channels; c++) {
              sums[c] += row[from + c];
            }
          });
    }
    return sums;
  }

  /** Σ (x − centre) · y for each channel. */
  double[] products(Tensor x, double[] centre, Tensor y) {
    double[] sums = new double[channels];
    Tensor[] reads = {x, y};
    if (size > 1) {
      forEachPlane(
          reads,
          NOTHING,
          (read, written, c, from) ->
              sums[c] += Moments.product(read[0], centre[c], read[1], from, size));
    } else {
      forEachRow(
          reads,
          NOTHING,
          (read, written, from) -> {
            double[] a = read[0];
            double[] b = read[1];
            for (int c = 0; c < channels; c++) {
              sums[c] += (a[from + c] - centre[c]) * b[from + c];
            }
          });
    }
    return sums;
  }

  /** Σ (x − centre)² for each channel. */
  double[] squares(Tensor x, double[] centre) {
    double[] sums = new double[channels];
    Tensor[] reads = {x};
    if (size > 1) {
      forEachPlane(
          reads,
          NOTHING,
          (read, written, c, from) -> sums[c] += Moments.squares(read[0], from, size, centre[c]));
    } else {
      forEachRow(
          reads,
          NOTHING,
          (read, written, from) -> {
            double[] row = read[0];
            for (int c = 0; c < channels; c++) {
              double distance = row[from + c] - centre[c];
              sums[c] += distance * distance;
            }
          });
    }
    return sums;
  }

  /** {@code output ← factor · x + offset}, by channel. */
  void scale(Tensor x, double[] factor, double[] offset, Tensor output) {
    Tensor[] reads = {x};
    Tensor[] writes = {output};
    if (size > 1) {
      forEachPlane(
          reads,
          writes,
          (read, written, c, from) -> {
            double[] in = read[0];
            double[] out = written[0];
            double f = factor[c];
            double o = offset[c];
            for (int i = from; i < from + size; i++) {
              out[i] = f * in[i] + o;
            }
          });
    } else {
      forEachRow(
          reads,
          writes,
          (read, written, from) -> {
            double[] in = read[0];
            double[] out = written[0];
            for (int c = 0; c < channels; c++) {
              out[from + c] = factor[c] * in[from + c] + offset[c];
            }
          });
    }
  }

  /** {@code output ← factorX · x + factorY · y + offset}, by channel. */
  void combine(
      Tensor x, double[] factorX, Tensor y, double[] factorY, double[] offset, Tensor output) {
    Tensor[] reads = {x, y};
    Tensor[] writes = {output};
    if (size > 1) {
      forEachPlane(
          reads,
          writes,
          (read, written, c, from) -> {
            double[] a = read[0];
            double[] b = read[1];
            double[] out = written[0];
            double fa = factorX[c];
            double fb = factorY[c];
            double o = offset[c];
            for (int i = from; i < from + size; i++) {
              out[i] = fa * a[i] + fb * b[i] + o;
            }
          });
    } else {
      forEachRow(
          reads,
          writes,
          (read, written, from) -> {
            double[] a = read[0];
            double[] b = read[1];
            double[] out = written[0];
            for (int c = 0; c < channels; c++) {
              int i = from + c;
              out[i] = factorX[c] * a[i] + factorY[c] * b[i] + offset[c];
            }
          });
    }
  }
}
