package org.sparkprop.common.encoder;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.row.SparseVector;
import org.sparkprop.common.vector.SparseRows;

/**
 * A vector's numbers times a factor, so that zeros stay zeros. Nothing is fitted.
 *
 * @param width how many numbers a vector has
 */
@Name("vector")
record VectorColumn(int width, double scale) implements ColumnEncoder {
  @Override
  public List<String> names(String column) {
    return IntStream.range(0, width).mapToObj(place -> column + "_" + place).toList();
  }

  /** Overwrites {@code width} numbers from {@code features[at]} on. */
  void encode(SparseVector vector, double[] features, int at) {
    Arrays.fill(features, at, at + width, 0);
    for (int i = 0; i < vector.indices().length; i++) {
      features[at + vector.indices()[i]] = vector.values()[i] * scale;
    }
  }

  /** Adds what is not zero to the row under way, whose numbers from {@code at} on are its own. */
  void addTo(SparseVector vector, SparseRows rows, int at) {
    for (int i = 0; i < vector.indices().length; i++) {
      rows.add(at + vector.indices()[i], vector.values()[i] * scale);
    }
  }

  @Override
  public boolean isSparse() {
    return true;
  }

  @Override
  public void decode(double[] features, int at) {
    for (int i = at; i < at + width; i++) {
      features[i] /= scale;
    }
  }

  @Override
  public boolean leavesShares() {
    return true;
  }
}
