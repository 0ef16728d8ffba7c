package org.sparkprop.common.row;

/**
 * One row of a source, read but not encoded. The arrays belong to whoever made the row.
 *
 * @param numbers the number and date columns in the layout's order; NaN where missing
 * @param categories the category and text columns in the layout's order; null where missing
 * @param vectors the columns of vectors in the layout's order
 * @param label the class's name; null for numbers, and where there is no label, as in prediction
 * @param targets the numbers to be predicted; empty for classes and where there is no label
 * @param weight the row's weight, 1 where no column says
 */
public record RawRow(
    double[] numbers,
    String[] categories,
    SparseVector[] vectors,
    String label,
    double[] targets,
    double weight) {
  private static final SparseVector[] NO_VECTORS = {};

  /** One without vectors. */
  public RawRow(
      double[] numbers, String[] categories, String label, double[] targets, double weight) {
    this(numbers, categories, NO_VECTORS, label, targets, weight);
  }
}
