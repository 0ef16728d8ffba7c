package org.sparkprop.driver.source;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Rows that could not be used.
 *
 * @param count how many
 * @param examples at most {@value #EXAMPLES} of them
 */
public record RejectedRows(long count, List<BadRow> examples) implements Serializable {
  public static final int EXAMPLES = 100;

  /** Whatever order tasks end in, the same examples stay. */
  private static final Comparator<BadRow> ORDER =
      Comparator.comparing(BadRow::file)
          .thenComparing(BadRow::column)
          .thenComparing(BadRow::text)
          .thenComparing(BadRow::message);

  public RejectedRows {
    examples = List.copyOf(examples);
  }

  public static RejectedRows none() {
    return new RejectedRows(0, List.of());
  }

  /** These rows and one more, an example while there are few. */
  public RejectedRows with(BadRow row) {
    List<BadRow> more =
        examples.size() < EXAMPLES
            ? Stream.concat(examples.stream(), Stream.of(row)).toList()
            : examples;
    return new RejectedRows(count + 1, more);
  }

  /** These rows and others. */
  public RejectedRows and(RejectedRows more) {
    if (count == 0 || more.count == 0) {
      return count == 0 ? more : this;
    }
    return new RejectedRows(
        count + more.count,
        Stream.concat(examples.stream(), more.examples.stream())
            .sorted(ORDER)
            .limit(EXAMPLES)
            .toList());
  }

  /** Says how many there are and what is wrong with one. */
  public String text(String one) {
    return String.format(
        Locale.ROOT, "%,d rows cannot be used and were left out; one: %s", count, one);
  }

  /** Says so, and that the examples are in a file. */
  public String text(String file, String one) {
    return String.format(
        Locale.ROOT,
        "%,d rows cannot be used and were left out; %d of them are in %s, one: %s",
        count,
        examples.size(),
        file,
        one);
  }

  /** Writes the examples, an object of JSON a line. */
  public void write(OutputStream out) throws IOException {
    for (BadRow row : examples) {
      out.write(row.encode());
      out.write('\n');
    }
  }
}
