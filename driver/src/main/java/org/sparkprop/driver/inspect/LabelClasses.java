package org.sparkprop.driver.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparkprop.common.encoder.EncodeConfiguration;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.driver.configuration.RunConfiguration;

/** Classes with which training would not begin. */
final class LabelClasses implements DataCheck {
  @Override
  public List<DataWarning> find(DataSummary data, RunConfiguration configuration) {
    List<ClassRows> classes = data.classes();
    if (classes.isEmpty()) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    boolean isBinary = configuration.network().targetKind() == TargetKind.BINARY;
    if (classes.size() == 1) {
      found.add(
          "is `%s` in all rows: there is nothing to predict".formatted(classes.get(0).name()));
    } else if (classes.size() > EncodeConfiguration.MOST_CATEGORIES) {
      found.add(
          String.format(
              Locale.ROOT,
              "has more than %,d classes; for numbers to be predicted choose a loss such as"
                  + " mean-squared-error",
              EncodeConfiguration.MOST_CATEGORIES));
    } else if (isBinary && classes.size() != 2) {
      found.add(
          "has %d classes, and sigmoid-cross-entropy knows two; take softmax-cross-entropy"
              .formatted(classes.size()));
    }
    for (ClassRows of : classes) {
      if (of.parts().training() == 0) {
        found.add(
            "the class `%s` has no training rows, and training does not begin so; drop its %s%s"
                .formatted(
                    of.name(),
                    DataCheck.rows(of.rows()),
                    configuration.data().ownSources().isEmpty()
                        ? ", or name another data.split.seed"
                        : ""));
      }
    }
    String label = configuration.data().label().get(0);
    return found.stream().map(text -> new DataWarning("classes", label, text)).toList();
  }
}
