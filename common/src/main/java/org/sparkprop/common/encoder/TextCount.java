package org.sparkprop.common.encoder;

import java.io.Serializable;
import java.util.Comparator;

/**
 * How often training rows have what an encoder of texts counts. The most frequent comes first, and
 * among equals the first by text, so that the order is the same wherever they were counted.
 */
public record TextCount(String key, long count) implements Comparable<TextCount>, Serializable {
  private static final Comparator<TextCount> ORDER =
      Comparator.comparingLong(TextCount::count).reversed().thenComparing(TextCount::key);

  @Override
  public int compareTo(TextCount other) {
    return ORDER.compare(this, other);
  }
}
