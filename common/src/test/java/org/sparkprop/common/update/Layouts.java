package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.layer.Shape;

/** Parameter layouts for tests. */
final class Layouts {
  private Layouts() {}

  /** One matrix of so many numbers. */
  static ParameterLayout matrix(int length) {
    return new ParameterLayout(List.of(span(0, "weight", 0, length, 1)));
  }

  /** A matrix of [rows, columns], and a bias for its columns. */
  static ParameterLayout dense(int rows, int columns) {
    return new ParameterLayout(
        List.of(span(0, "weight", 0, rows, columns), span(0, "bias", rows * columns, columns)));
  }

  static ParameterLayout.Span span(int layer, String name, int offset, int... shape) {
    return new ParameterLayout.Span(layer, "dense", name, new Shape(shape), offset);
  }
}
