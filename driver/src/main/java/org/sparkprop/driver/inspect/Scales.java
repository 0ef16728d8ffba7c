package org.sparkprop.driver.inspect;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.sparkprop.common.encoder.EncodeConfiguration;
import org.sparkprop.driver.configuration.InputEncoder;
import org.sparkprop.driver.configuration.RunConfiguration;

/** Number columns of very different scales that nothing brings together. */
final class Scales implements DataCheck {
  private static final double TIMES = 100;

  @Override
  public List<DataWarning> find(DataSummary data, RunConfiguration configuration) {
    EncodeConfiguration encode = configuration.data().encode();
    boolean isKept =
        configuration
            .training()
            .startFrom()
            .filter(start -> start.encoder() == InputEncoder.MODEL)
            .isPresent();
    List<ColumnSummary> columns =
        data.inputs().stream()
            .filter(column -> !encode.standardizes(column.name()) && deviation(column) > 0)
            .sorted(Comparator.comparingDouble(Scales::deviation))
            .toList();
    if (isKept || columns.size() < 2) {
      return List.of();
    }
    ColumnSummary narrowest = columns.get(0);
    ColumnSummary widest = columns.get(columns.size() - 1);
    double times = deviation(widest) / deviation(narrowest);
    if (times <= TIMES) {
      return List.of();
    }
    return List.of(
        new DataWarning(
            "scales",
            widest.name(),
            String.format(
                Locale.ROOT,
                "spreads %,.0f times as wide as %s (standard deviations %s and %s), which slows"
                    + " training down; name such columns, or all, under data.encode.standardize%s",
                times,
                narrowest.name(),
                Figures.number(deviation(widest)),
                Figures.number(deviation(narrowest)),
                encode.scale().isPresent() ? " in place of scale" : "")));
  }

  private static double deviation(ColumnSummary column) {
    return column.numbers().map(NumberFigures::standardDeviation).orElse(0.0);
  }
}
