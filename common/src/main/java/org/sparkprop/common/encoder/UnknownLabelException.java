package org.sparkprop.common.encoder;

import java.util.List;

/** A row has a class that training never saw. */
public final class UnknownLabelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownLabelException(String column, String label, List<String> classes) {
    super(
        "column %s: the label `%s` was never seen in training, which knows %s"
            .formatted(column, label, shortened(classes)));
  }

  private static String shortened(List<String> classes) {
    return classes.size() <= 20
        ? String.join(", ", classes)
        : String.join(", ", classes.subList(0, 20)) + " and " + (classes.size() - 20) + " more";
  }
}
