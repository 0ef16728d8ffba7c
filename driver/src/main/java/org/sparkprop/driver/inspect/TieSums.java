package org.sparkprop.driver.inspect;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.sparkprop.common.row.LabelKind;
import org.sparkprop.common.row.RowLayout;

/** How a column goes together with the labels, row by row. Mutable; one thread at a time. */
final class TieSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<CoMoments> pairs = new ArrayList<>();
  private final ClassByValue classes;
  private final long[] different;
  private long rows;

  /**
   * Nothing yet.
   *
   * @param mostValues of a column whose classes are remembered; 0 where numbers are predicted
   */
  TieSums(int labels, int mostValues) {
    for (int i = 0; i < labels; i++) {
      pairs.add(new CoMoments());
    }
    this.classes = new ClassByValue(mostValues);
    this.different = new long[labels];
  }

  void add(double value, long hash, LabelCell label) {
    rows++;
    classes.add(hash, label.hash());
    for (int i = 0; i < different.length; i++) {
      pairs.get(i).add(value, label.numbers()[i]);
      different[i] += value == label.numbers()[i] ? 0 : 1;
    }
  }

  void add(String value, long hash, LabelCell label) {
    rows++;
    classes.add(hash, label.hash());
    for (int i = 0; i < different.length; i++) {
      different[i] += value.equals(label.text()) ? 0 : 1;
    }
  }

  void add(TieSums other) {
    rows += other.rows;
    classes.add(other.classes);
    for (int i = 0; i < different.length; i++) {
      pairs.get(i).add(other.pairs.get(i));
      different[i] += other.different[i];
    }
  }

  /** With the label that goes together best; a class is one by its name, and not by its number. */
  LabelTie tie(RowLayout layout) {
    int best = 0;
    for (int i = 1; i < different.length; i++) {
      if (strength(i) > strength(best)) {
        best = i;
      }
    }
    boolean ofClasses = layout.labelKind() == LabelKind.CLASS;
    return new LabelTie(
        layout.labels().get(best),
        ofClasses ? OptionalDouble.empty() : pairs.get(best).correlation(),
        rows > 0 && different[best] == 0,
        ofClasses && classes.decides());
  }

  private double strength(int label) {
    return Math.abs(pairs.get(label).correlation().orElse(0));
  }
}
