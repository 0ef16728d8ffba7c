package org.sparkprop.driver.inspect;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.sparkprop.common.encoder.EncodeConfiguration;
import org.sparkprop.worker.shard.Part;

/** Rows by class and part. Mutable; one thread at a time. */
final class ClassSums implements Serializable {
  private static final long serialVersionUID = 1L;

  /** One more than training takes: then it is known that there are too many. */
  private static final int MOST = EncodeConfiguration.MOST_CATEGORIES + 1;

  private final TreeMap<String, long[]> rows = new TreeMap<>();

  void add(String name, Part part) {
    long[] one = new long[Part.values().length];
    one[part.index()] = 1;
    add(name, one);
  }

  private void add(String name, long[] more) {
    if (rows.size() < MOST || rows.containsKey(name)) {
      rows.merge(name, more, ClassSums::sum);
    }
  }

  private static long[] sum(long[] some, long[] more) {
    long[] sum = some.clone();
    Arrays.setAll(sum, i -> some[i] + more[i]);
    return sum;
  }

  void add(ClassSums other) {
    other.rows.forEach(this::add);
  }

  /** The classes, the most frequent first. */
  List<ClassRows> classes() {
    return rows.entrySet().stream()
        .map(entry -> ofClass(entry.getKey(), parts(entry.getValue())))
        .sorted(Comparator.comparingLong((ClassRows of) -> -of.rows()))
        .toList();
  }

  private static ClassRows ofClass(String name, PartRows parts) {
    return new ClassRows(name, parts.all(), parts);
  }

  /** Rows by part, in the order of the parts. */
  static PartRows parts(long[] rows) {
    return new PartRows(
        rows[Part.TRAINING.index()], rows[Part.VALIDATION.index()], rows[Part.TEST.index()]);
  }
}
