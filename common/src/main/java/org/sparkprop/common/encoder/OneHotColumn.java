package org.sparkprop.common.encoder;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.vector.SparseRows;

/**
 * A category: a 1 at its place among the categories seen in training, else 0. One that was missing
 * or never seen is all zeros.
 *
 * @param categories sorted
 */
@Name("one-hot")
public record OneHotColumn(List<String> categories) implements CategoryEncoder {
  @Override
  public int width() {
    return categories.size();
  }

  @Override
  public List<String> names(String column) {
    return categories.stream().map(category -> column + "_" + category).toList();
  }

  @Override
  public void encode(String category, int fold, double[] features, int at) {
    Arrays.fill(features, at, at + width(), 0);
    int place = place(category);
    if (place >= 0) {
      features[at + place] = 1;
    }
  }

  @Override
  public void addTo(String category, int fold, SparseRows rows, int at) {
    int place = place(category);
    if (place >= 0) {
      rows.add(at + place, 1);
    }
  }

  private int place(String category) {
    return category == null ? -1 : Collections.binarySearch(categories, category);
  }

  @Override
  public boolean isSparse() {
    return true;
  }
}
