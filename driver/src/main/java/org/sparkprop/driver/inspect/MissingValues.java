package org.sparkprop.driver.inspect;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.encoder.MissingRule;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.source.OnBadRow;

/** Missing values that nothing stands for. */
final class MissingValues implements DataCheck {
  @Override
  public List<DataWarning> find(DataSummary data, RunConfiguration configuration) {
    boolean areFilled = configuration.data().missing().rule() != MissingRule.FAIL;
    boolean areLeftOut = configuration.data().onBadRow() == OnBadRow.SKIP;
    List<DataWarning> found = new ArrayList<>();
    for (ColumnSummary column : data.columns()) {
      boolean isFilled = column.isInput() && areFilled;
      if (column.missing() > 0 && column.role() != Role.LEFT_OUT && !isFilled) {
        String what = "has no value in " + DataCheck.rows(column.missing());
        String then = areLeftOut ? ", which training leaves out" : ", where training stops";
        found.add(
            new DataWarning("missing", column.name(), what + then + advice(column, areLeftOut)));
      }
    }
    return found;
  }

  private static String advice(ColumnSummary column, boolean areLeftOut) {
    if (column.isInput()) {
      return "; set data.missing.rule to mean or zero to fill it";
    }
    return areLeftOut
        ? ", since nothing fills a %s".formatted(word(column))
        : "; nothing fills a %s: drop such rows, or set data.on-bad-row to skip"
            .formatted(word(column));
  }

  private static String word(ColumnSummary column) {
    return column.role() == Role.LABEL ? "label" : "weight";
  }
}
