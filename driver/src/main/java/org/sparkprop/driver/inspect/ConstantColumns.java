package org.sparkprop.driver.inspect;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.driver.configuration.RunConfiguration;

/** Inputs and numbers to be predicted that are the same everywhere, or nowhere. */
final class ConstantColumns implements DataCheck {
  private static final String KIND = "constant";

  @Override
  public List<DataWarning> find(DataSummary data, RunConfiguration configuration) {
    List<DataWarning> found = new ArrayList<>();
    if (data.split().all() < 2) {
      return found;
    }
    for (ColumnSummary column : data.columns()) {
      boolean isLabel = column.role() == Role.LABEL && data.classes().isEmpty();
      if (column.isInput() || isLabel) {
        String advice =
            isLabel
                ? "there is nothing to predict; name another column under data.label"
                : "it says nothing; " + DataCheck.leaveOut(configuration);
        if (column.distinct().number() == 0) {
          found.add(new DataWarning(KIND, column.name(), "has no value in any row: " + advice));
        } else if (column.distinct().number() == 1) {
          found.add(
              new DataWarning(
                  KIND, column.name(), "has one value in %s: %s".formatted(where(column), advice)));
        }
      }
    }
    return found;
  }

  private static String where(ColumnSummary column) {
    return column.missing() == 0 ? "all rows" : "all rows that have one";
  }
}
