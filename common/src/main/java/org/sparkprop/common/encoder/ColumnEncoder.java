package org.sparkprop.common.encoder;

import java.util.List;
import org.sparkprop.common.configuration.Members;

/**
 * How one column becomes numbers, as fitted on the training rows. A kind of encoder is a record of
 * its own that implements {@link ScalarEncoder}, {@link NumericEncoder} or {@link CategoryEncoder},
 * a line in this list, its key in {@link EncodeConfiguration}, and a line in {@link ColumnFit}.
 */
@Members({
  NumberColumn.class,
  MinMaxColumn.class,
  LogColumn.class,
  QuantileColumn.class,
  IndicatedColumn.class,
  DateColumn.class,
  OneHotColumn.class,
  HashColumn.class,
  TargetMeanColumn.class,
  WordsColumn.class,
  TokensColumn.class,
  VectorColumn.class
})
public interface ColumnEncoder {
  /** How many numbers it gives. */
  int width();

  /** The names of its numbers, of a column of this name. */
  List<String> names(String column);

  /**
   * Brings its numbers, from {@code features[at]} on, back to the source's units, in place; those
   * that have none there stay as they are.
   */
  default void decode(double[] features, int at) {}

  /** Whether most of a row's numbers are zeros, however many it gives. */
  default boolean isSparse() {
    return false;
  }

  /** Whether some of its numbers are below 0 or above 1 whatever its settings. */
  default boolean leavesShares() {
    return false;
  }
}
