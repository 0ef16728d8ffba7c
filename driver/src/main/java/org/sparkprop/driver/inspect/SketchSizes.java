package org.sparkprop.driver.inspect;

import java.io.Serializable;

/**
 * How much is remembered of each column while rows go by. What a task remembers is bounded, so of
 * very wide tables there is less for each column.
 *
 * @param distinct up to about so many different values are counted one by one; a power of two
 * @param common about so many texts are counted; a power of two
 */
record SketchSizes(int distinct, int common) implements Serializable {
  private static final int MOST_VALUES = 1 << 20;
  private static final int TEXTS_ARE_LARGER = 4;
  private static final int FEWEST = 64;
  private static final int MOST = 4096;

  static SketchSizes of(int columns) {
    int each =
        Math.max(FEWEST, Math.min(MOST, Integer.highestOneBit(MOST_VALUES / Math.max(1, columns))));
    return new SketchSizes(each, Math.max(FEWEST, each / TEXTS_ARE_LARGER));
  }
}
