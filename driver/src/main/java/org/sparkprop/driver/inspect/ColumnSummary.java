package org.sparkprop.driver.inspect;

import java.util.List;
import java.util.Optional;

/**
 * What one column of the source holds. Figures are of the rows that can be used; {@code missing}
 * and {@code notFinite} also count in other rows, as far as these have cells.
 *
 * @param type number, text, or what Spark calls a type that is neither
 * @param values rows with one, of those that can be used
 * @param missing rows without a value
 * @param notFinite rows with NaN or an infinity
 * @param distinct values
 * @param numbers of number columns with a value
 * @param commonest of text columns, the three that stand in the most rows
 * @param tie of inputs, where there is a label
 */
public record ColumnSummary(
    String name,
    String type,
    Role role,
    long values,
    long missing,
    long notFinite,
    Count distinct,
    Optional<NumberFigures> numbers,
    List<ValueCount> commonest,
    Optional<LabelTie> tie) {
  public ColumnSummary {
    commonest = List.copyOf(commonest);
  }

  boolean isInput() {
    return role == Role.INPUT;
  }
}
