package org.sparkprop.common.encoder;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RowLayout;

/**
 * Turns a source's rows into a network's numbers; fitted on the training rows and kept with the
 * model, so that prediction does the same.
 *
 * @param columns one for each feature column of the layout, in its order
 * @param classes the classes' names in the order of the network's outputs; none for numbers
 * @param targetKind what the loss compares with
 */
public record Encoder(
    RowLayout layout, List<ColumnEncoder> columns, List<String> classes, TargetKind targetKind) {
  /** Into so many folds training rows are cut for encoders that are fitted to their labels. */
  public static final int FOLDS = 5;

  /** Of a row that is encoded as rows are in prediction. */
  public static final int NO_FOLD = -1;

  /** How many numbers a row becomes. */
  public int width() {
    return columns.stream().mapToInt(ColumnEncoder::width).sum();
  }

  public Shape inputShape() {
    return new Shape(width());
  }

  /** How many numbers a row's target has. */
  public int targetWidth() {
    return classes.isEmpty() ? layout.labels().size() : 1;
  }

  /** Whether a training row's numbers depend on its fold. */
  public boolean usesFolds() {
    return columns.stream().anyMatch(TargetMeanColumn.class::isInstance);
  }

  /** Overwrites {@code features} with the encoded row. */
  public void encode(RawRow row, double[] features) {
    encode(row, NO_FOLD, features);
  }

  /**
   * Overwrites {@code features} with an encoded row of the training part.
   *
   * @param fold of the row, or {@link #NO_FOLD}
   */
  public void encode(RawRow row, int fold, double[] features) {
    int number = 0;
    int category = 0;
    int at = 0;
    for (ColumnEncoder column : columns) {
      if (column instanceof CategoryEncoder ofCategories) {
        ofCategories.encode(row.categories()[category++], fold, features, at);
      } else {
        ((NumericEncoder) column).encode(row.numbers()[number++], features, at);
      }
      at += column.width();
    }
  }

  /**
   * The names of a row's numbers: that of a column that gives one, and else {@code COLUMN_PART},
   * such as {@code COLUMN_CATEGORY}.
   */
  public List<String> featureNames() {
    List<String> names = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      names.addAll(columns.get(c).names(layout.features().get(c).name()));
    }
    return names;
  }

  /**
   * Brings numbers such as {@link #encode} makes back to the source's units, in place; those of
   * categories stay shares of 1, and of dates only the year comes back.
   */
  public void decode(double[] features) {
    int at = 0;
    for (ColumnEncoder column : columns) {
      column.decode(features, at);
      at += column.width();
    }
  }

  /**
   * Overwrites {@code target} with the row's encoded label: a class's index, or the numbers, of
   * which there are none where a network rebuilds its inputs.
   *
   * @throws IllegalArgumentException for a class that training never saw
   */
  public void encodeTarget(RawRow row, double[] target) {
    if (classes.isEmpty()) {
      System.arraycopy(row.targets(), 0, target, 0, row.targets().length);
      return;
    }
    int index = classes.indexOf(row.label());
    if (index < 0) {
      throw new IllegalArgumentException(
          "expected one of the classes %s, got %s".formatted(Names.some(classes), row.label()));
    }
    target[0] = index;
  }
}
