package org.sparkprop.driver.inspect;

import java.util.List;

/**
 * A configuration's data before any training.
 *
 * @param name the configuration's
 * @param source as messages call it
 * @param rows all that the source has
 * @param unusable those of them that training cannot use, of which the rest says nothing
 * @param columns in the source's order
 * @param classes of the label, the most frequent first; none of numbers
 * @param split of the rows that can be used
 */
public record DataSummary(
    String name,
    String source,
    long rows,
    UnusableRows unusable,
    List<ColumnSummary> columns,
    List<ClassRows> classes,
    PartRows split,
    Copies copies,
    List<DataWarning> warnings) {
  public DataSummary {
    columns = List.copyOf(columns);
    classes = List.copyOf(classes);
    warnings = List.copyOf(warnings);
  }

  /** The same with what checks have found. */
  DataSummary with(List<DataWarning> found) {
    return new DataSummary(name, source, rows, unusable, columns, classes, split, copies, found);
  }

  List<ColumnSummary> inputs() {
    return columns.stream().filter(ColumnSummary::isInput).toList();
  }
}
