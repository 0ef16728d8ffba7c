package org.sparkprop.common.model;

import java.util.Arrays;
import org.sparkprop.common.vector.FlatVector;

/**
 * A tensor in a file: a name, a shape and its numbers, row-major, which may be a part of a longer
 * vector.
 *
 * @param shape its dimensions; none for a single number. Owned by the record
 * @param values what its numbers lie in; not copied
 * @param from where in {@code values} they start
 */
public record NamedTensor(String name, int[] shape, FlatVector values, int from) {
  public NamedTensor {
    long count = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    if (from < 0 || count < 0 || from + count > values.length()) {
      throw new IllegalArgumentException(
          "tensor %s: expected %d numbers from index %d on, got a vector of %d"
              .formatted(name, count, from, values.length()));
    }
  }

  public NamedTensor(String name, int[] shape, FlatVector values) {
    this(name, shape, values, 0);
  }

  /** How many numbers it has. */
  public int count() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** A copy of its numbers. */
  public double[] toDoubles() {
    double[] numbers = new double[count()];
    values.read(from, numbers.length, numbers);
    return numbers;
  }
}
