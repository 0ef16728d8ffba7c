package org.sparkprop.driver.inspect;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether each value of a column goes with one class. Given up as soon as a value is seen with two
 * classes, or there are too many values, so that it costs most columns nothing. Mutable; one thread
 * at a time.
 */
final class ClassByValue implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A value's class, and how many rows have the value. */
  private record Seen(long classHash, long rows) implements Serializable {}

  private final int mostValues;
  private Map<Long, Seen> seen = new HashMap<>();
  private boolean givenUp;

  ClassByValue(int mostValues) {
    this.mostValues = mostValues;
  }

  void add(long value, long classHash) {
    add(value, new Seen(classHash, 1));
  }

  void add(ClassByValue other) {
    other.seen.forEach(this::add);
    if (other.givenUp) {
      giveUp();
    }
  }

  private void add(Long value, Seen more) {
    if (givenUp) {
      return;
    }
    Seen before = seen.get(value);
    if (before == null) {
      seen.put(value, more);
    } else if (before.classHash == more.classHash) {
      seen.put(value, new Seen(more.classHash, before.rows + more.rows));
    } else {
      giveUp();
    }
    if (seen.size() > mostValues) {
      giveUp();
    }
  }

  private void giveUp() {
    givenUp = true;
    seen = new HashMap<>();
  }

  /**
   * Whether the values that stand in two rows and more tell the class, there are two classes among
   * these, and such rows are at least half of all. A value that stands once tells its class by
   * itself, which says nothing.
   */
  boolean decides() {
    long rows = 0;
    long ofRepeated = 0;
    Set<Long> classes = new HashSet<>();
    for (Seen value : seen.values()) {
      rows += value.rows;
      if (value.rows > 1) {
        ofRepeated += value.rows;
        classes.add(value.classHash);
      }
    }
    return classes.size() > 1 && 2 * ofRepeated >= rows;
  }
}
