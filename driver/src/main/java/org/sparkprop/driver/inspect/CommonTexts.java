package org.sparkprop.driver.inspect;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.memory.Memory;

/**
 * The commonest of many texts: counted one by one while there are few different ones, and then by
 * the counters of Misra and Gries (1982), which keep all texts that are common enough. Mutable; one
 * thread at a time.
 */
final class CommonTexts implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 100;

  private transient ItemsSketch<String> sketch;

  /** With room for three quarters of {@code size} texts. */
  CommonTexts(int size) {
    sketch = new ItemsSketch<>(size);
  }

  /** Adds a text whose hash is known; of a long one only its beginning is remembered. */
  void add(String text, long hash) {
    sketch.update(text.length() <= LONGEST ? text : beginning(text, hash));
  }

  private static String beginning(String text, long hash) {
    return String.format(
        Locale.ROOT, "%s… (%,d characters, %x)", text.substring(0, LONGEST), text.length(), hash);
  }

  void add(CommonTexts other) {
    sketch.merge(other.sketch);
  }

  /** The commonest texts; those that are as common in their order. */
  List<ValueCount> commonest(int most) {
    boolean exact = sketch.getMaximumError() == 0;
    return Arrays.stream(sketch.getFrequentItems(ErrorType.NO_FALSE_POSITIVES))
        .sorted(
            Comparator.comparingLong((ItemsSketch.Row<String> row) -> -row.getEstimate())
                .thenComparing(row -> row.getItem()))
        .limit(most)
        .map(row -> new ValueCount(row.getItem(), new Count(row.getEstimate(), exact)))
        .toList();
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    byte[] bytes = sketch.toByteArray(new ArrayOfStringsSerDe());
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void readObject(ObjectInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    sketch = ItemsSketch.getInstance(Memory.wrap(bytes), new ArrayOfStringsSerDe());
  }
}
