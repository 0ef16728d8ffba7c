package org.sparkprop.common.layer;

import java.util.Arrays;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Tensor;

/**
 * Numbers of a tensor on the heap, where loops over them are turned into vector instructions. Of
 * the two arrays that of the tensor's precision is there, the other is null.
 */
final class HeapBlock {
  final float[] floats;
  final double[] doubles;

  HeapBlock(Precision precision, int length) {
    boolean single = precision == Precision.FLOAT32;
    this.floats = single ? new float[length] : null;
    this.doubles = single ? null : new double[length];
  }

  /** Overwrites {@code count} numbers from {@code at} on with the tensor's from {@code from} on. */
  void read(Tensor tensor, int from, int at, int count) {
    if (floats != null) {
      tensor.read(from, count, floats, at);
    } else {
      tensor.read(from, count, doubles, at);
    }
  }

  /** Overwrites {@code count} of the tensor's numbers from {@code to} on with those here. */
  void write(int at, Tensor tensor, int to, int count) {
    if (floats != null) {
      tensor.write(to, count, floats, at);
    } else {
      tensor.write(to, count, doubles, at);
    }
  }

  /** Overwrites {@code count} numbers of {@code into} from {@code to} on with those here. */
  void copy(int from, HeapBlock into, int to, int count) {
    if (floats != null) {
      System.arraycopy(floats, from, into.floats, to, count);
    } else {
      System.arraycopy(doubles, from, into.doubles, to, count);
    }
  }

  void clear(int from, int count) {
    if (floats != null) {
      Arrays.fill(floats, from, from + count, 0f);
    } else {
      Arrays.fill(doubles, from, from + count, 0.0);
    }
  }

  /** Adds the numbers of {@code other} to the first {@code count} here. */
  void add(HeapBlock other, int count) {
    if (floats != null) {
      float[] sum = floats;
      float[] term = other.floats;
      for (int i = 0; i < count; i++) {
        sum[i] += term[i];
      }
    } else {
      double[] sum = doubles;
      double[] term = other.doubles;
      for (int i = 0; i < count; i++) {
        sum[i] += term[i];
      }
    }
  }

  /** Adds the numbers of two others to the first {@code count} here, in one go. */
  void add(HeapBlock first, HeapBlock second, int count) {
    if (floats != null) {
      float[] sum = floats;
      float[] a = first.floats;
      float[] b = second.floats;
      for (int i = 0; i < count; i++) {
        sum[i] = sum[i] + a[i] + b[i];
      }
    } else {
      double[] sum = doubles;
      double[] a = first.doubles;
      double[] b = second.doubles;
      for (int i = 0; i < count; i++) {
        sum[i] = sum[i] + a[i] + b[i];
      }
    }
  }
}
