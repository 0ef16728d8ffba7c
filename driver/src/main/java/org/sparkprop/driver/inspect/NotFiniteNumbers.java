package org.sparkprop.driver.inspect;

import java.util.List;
import org.sparkprop.driver.configuration.RunConfiguration;

/** NaN and infinities in columns that are read. */
final class NotFiniteNumbers implements DataCheck {
  @Override
  public List<DataWarning> find(DataSummary data, RunConfiguration configuration) {
    return data.columns().stream()
        .filter(column -> column.notFinite() > 0 && column.role() != Role.LEFT_OUT)
        .map(
            column ->
                new DataWarning(
                    "not-finite",
                    column.name(),
                    "is NaN or infinite in %s, which training cannot use; if that stands for no value, name its text under data.missing.values"
                        .formatted(DataCheck.rows(column.notFinite()))))
        .toList();
  }
}
