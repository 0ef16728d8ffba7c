package org.sparkprop.common.layer;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Tensor;

/**
 * The shape of one row's numbers between two layers, without the rows dimension: {@code [64]} is
 * flat, {@code [channels, height, width]} an image. The record owns its array.
 */
public record Shape(int... dimensions) {
  public Shape {
    if (dimensions.length == 0 || Arrays.stream(dimensions).anyMatch(d -> d < 1)) {
      throw new IllegalArgumentException(
          "expected one or more dimensions of at least 1, got " + Arrays.toString(dimensions));
    }
  }

  /** The shape of one row of a tensor [rows, …]. */
  static Shape ofRow(Tensor tensor) {
    int[] all = tensor.shape();
    return new Shape(Arrays.copyOfRange(all, 1, all.length));
  }

  /** How many numbers a row has; fails beyond 2³¹ − 1. */
  public int size() {
    int size = 1;
    for (int dimension : dimensions) {
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }

  public boolean isFlat() {
    return dimensions.length == 1;
  }

  /** What remains of two or more dimensions without the first: the shape of one step. */
  public Shape withoutFirst() {
    return new Shape(Arrays.copyOfRange(dimensions, 1, dimensions.length));
  }

  /**
   * Channels, height and width.
   *
   * @throws IllegalArgumentException unless there are three dimensions; for layers to pass on
   */
  int[] asImage() {
    Require.that(
        dimensions.length == 3,
        "expects an image [channels, height, width] but gets %s; put a reshape layer before it",
        this);
    return dimensions;
  }

  /**
   * Channels and steps.
   *
   * @throws IllegalArgumentException unless there are two dimensions; for layers to pass on
   */
  int[] asSequence() {
    Require.that(
        dimensions.length == 2,
        "expects a sequence [channels, steps] but gets %s; put a reshape layer before it",
        this);
    return dimensions;
  }

  /** The dimensions with {@code rows} before them. */
  public int[] withRows(int rows) {
    int[] all = new int[dimensions.length + 1];
    all[0] = rows;
    System.arraycopy(dimensions, 0, all, 1, dimensions.length);
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(dimensions, that.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  @Override
  public String toString() {
    return Arrays.stream(dimensions)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
