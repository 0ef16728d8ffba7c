package org.sparkprop.common.encoder;

import java.util.Collections;
import java.util.List;
import org.sparkprop.common.configuration.Name;

/**
 * A category: a 1 at its place among the categories seen in training, else 0. One that was missing
 * or never seen is all zeros.
 *
 * @param categories sorted
 */
@Name("one-hot")
public record OneHotColumn(List<String> categories) implements ColumnEncoder {
  @Override
  public int width() {
    return categories.size();
  }

  /** The category's place, or a negative number. */
  int place(String category) {
    return category == null ? -1 : Collections.binarySearch(categories, category);
  }
}
