package org.sparkprop.driver.inspect;

import java.util.List;
import java.util.Locale;
import org.sparkprop.driver.configuration.RunConfiguration;

/** Looks for one kind of mistake in what is known of the data. */
interface DataCheck {
  List<DataCheck> ALL =
      List.of(
          new LabelClasses(),
          new UnbalancedClasses(),
          new Leaks(),
          new ConstantColumns(),
          new Identifiers(),
          new MissingValues(),
          new NotFiniteNumbers(),
          new Scales());

  /** What a user should know, in the order of the columns. */
  List<DataWarning> find(DataSummary data, RunConfiguration configuration);

  /** How an input is left out of a configuration. */
  static String leaveOut(RunConfiguration configuration) {
    return configuration.data().features().isEmpty()
        ? "put it under data.ignore"
        : "take it out of data.features";
  }

  /** «1 row», «2,000 rows». */
  static String rows(long count) {
    return String.format(Locale.ROOT, count == 1 ? "%,d row" : "%,d rows", count);
  }
}
