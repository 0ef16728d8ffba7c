package org.sparkprop.driver.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparkprop.common.encoder.EncodeConfiguration;
import org.sparkprop.driver.configuration.RunConfiguration;

/** Columns of categories in which nearly every row has its own, or there are too many. */
final class Identifiers implements DataCheck {
  private static final double NEARLY_ALL = 0.9;

  /** In fewer rows every column is different. */
  private static final int FEWEST_ROWS = 20;

  @Override
  public List<DataWarning> find(DataSummary data, RunConfiguration configuration) {
    List<DataWarning> found = new ArrayList<>();
    for (ColumnSummary column : data.inputs()) {
      long distinct = column.distinct().number();
      boolean hasWords = configuration.data().encode().text(column.name()).isPresent();
      boolean isText = column.numbers().isEmpty() && !hasWords;
      boolean isOwn = column.values() >= FEWEST_ROWS && distinct >= NEARLY_ALL * column.values();
      boolean isTooMany = distinct > EncodeConfiguration.MOST_CATEGORIES;
      if (isText && (isOwn || isTooMany)) {
        found.add(
            new DataWarning(
                "identifier",
                column.name(),
                String.format(
                    Locale.ROOT,
                    "has %s values in %,d rows%s; %s",
                    column.distinct().text(),
                    column.values(),
                    isOwn
                        ? " and is no more than a name for each"
                        : ", and one-hot takes at most %,d"
                            .formatted(EncodeConfiguration.MOST_CATEGORIES),
                    DataCheck.leaveOut(configuration))));
      }
    }
    return found;
  }
}
