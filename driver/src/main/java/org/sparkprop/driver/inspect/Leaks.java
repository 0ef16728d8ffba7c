package org.sparkprop.driver.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparkprop.driver.configuration.RunConfiguration;

/** Inputs that tell the label by themselves, and may not be known when it is to be predicted. */
final class Leaks implements DataCheck {
  private static final double LEAST_CORRELATION = 0.999;

  /** In fewer rows numbers go together by chance. */
  private static final int FEWEST_ROWS = 5;

  @Override
  public List<DataWarning> find(DataSummary data, RunConfiguration configuration) {
    List<DataWarning> found = new ArrayList<>();
    for (ColumnSummary column : data.inputs()) {
      boolean says = column.values() >= FEWEST_ROWS && column.distinct().number() > 1;
      if (column.tie().isPresent() && says) {
        String tie = text(column.tie().get(), column.distinct());
        if (!tie.isEmpty()) {
          found.add(
              new DataWarning(
                  "leak",
                  column.name(),
                  "%s: this may be a leak; unless it is known before the label is, %s"
                      .formatted(tie, DataCheck.leaveOut(configuration))));
        }
      }
    }
    return found;
  }

  private static String text(LabelTie tie, Count distinct) {
    if (tie.same()) {
      return "is the same as the label " + tie.label();
    }
    if (Math.abs(tie.correlation().orElse(0)) > LEAST_CORRELATION) {
      return String.format(
          Locale.ROOT,
          "goes with the label %s in a straight line (correlation %.5f)",
          tie.label(),
          tie.correlation().getAsDouble());
    }
    return tie.oneClassPerValue()
        ? "each of its %s values goes with one class of the label %s"
            .formatted(distinct.text(), tie.label())
        : "";
  }
}
