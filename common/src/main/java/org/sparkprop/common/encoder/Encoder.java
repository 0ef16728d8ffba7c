package org.sparkprop.common.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.row.RowLayout;
import org.sparkprop.common.vector.SparseRows;

/**
 * Turns a source's rows into a network's numbers; fitted on the training rows and kept with the
 * model, so that prediction does the same.
 *
 * @param columns one for each feature column of the layout, in its order
 * @param classes the classes' names in the order of the network's outputs; none for numbers
 * @param targetKind what the loss compares with
 * @param form how rows are kept and go into the network
 */
public record Encoder(
    RowLayout layout,
    List<ColumnEncoder> columns,
    List<String> classes,
    TargetKind targetKind,
    @Default("dense") RowForm form) {
  /** Into so many folds training rows are cut for encoders that are fitted to their labels. */
  public static final int FOLDS = 5;

  /** Of a row that is encoded as rows are in prediction. */
  public static final int NO_FOLD = -1;

  /** One of dense rows. */
  public Encoder(
      RowLayout layout, List<ColumnEncoder> columns, List<String> classes, TargetKind targetKind) {
    this(layout, columns, classes, targetKind, RowForm.DENSE);
  }

  /** The same with rows in a form. */
  public Encoder in(RowForm other) {
    return new Encoder(layout, columns, classes, targetKind, other);
  }

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
   * What a number from 0 to 255 becomes, where that is the same in all columns and each gives one
   * number.
   */
  public Optional<List<Double>> byteValues() {
    if (columns.isEmpty() || !(columns.get(0) instanceof NumberColumn first)) {
      return Optional.empty();
    }
    boolean alike =
        columns.stream()
            .allMatch(
                column ->
                    column instanceof NumberColumn other
                        && other.offset() == first.offset()
                        && other.factor() == first.factor());
    return alike
        ? Optional.of(IntStream.range(0, 256).mapToObj(i -> first.encode((double) i)).toList())
        : Optional.empty();
  }

  /** How many of a row's numbers are those of columns that give zeros in the main. */
  public int sparseWidth() {
    return columns.stream().filter(ColumnEncoder::isSparse).mapToInt(ColumnEncoder::width).sum();
  }

  /**
   * Adds a row of what is not zero.
   *
   * @param fold of the row, or {@link #NO_FOLD}
   */
  public void addTo(SparseRows rows, RawRow row, int fold) {
    int number = 0;
    int category = 0;
    int vector = 0;
    int at = 0;
    for (ColumnEncoder column : columns) {
      if (column instanceof CategoryEncoder ofCategories) {
        ofCategories.addTo(row.categories()[category++], fold, rows, at);
      } else if (column instanceof VectorColumn ofVectors) {
        ofVectors.addTo(row.vectors()[vector++], rows, at);
      } else {
        ((NumericEncoder) column).addTo(row.numbers()[number++], rows, at);
      }
      at += column.width();
    }
    rows.endRow();
  }

  /**
   * Overwrites {@code features} with an encoded row of the training part.
   *
   * @param fold of the row, or {@link #NO_FOLD}
   */
  public void encode(RawRow row, int fold, double[] features) {
    int number = 0;
    int category = 0;
    int vector = 0;
    int at = 0;
    for (ColumnEncoder column : columns) {
      if (column instanceof CategoryEncoder ofCategories) {
        ofCategories.encode(row.categories()[category++], fold, features, at);
      } else if (column instanceof VectorColumn ofVectors) {
        ofVectors.encode(row.vectors()[vector++], features, at);
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
