package org.sparkprop.driver.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads the lines of a {@link LibsvmSource}.
 *
 * @param vector whether values are one column
 */
record LibsvmLine(int columns, int firstIndex, boolean vector) implements Serializable {
  /**
   * What is read of a line: its label, and its values that are given, by their places from 0 on.
   */
  private static final class Read {
    private String label;
    private final List<Integer> places = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();
  }

  /**
   * A row of the source's columns; of a line that is none, with what is wrong with it.
   *
   * @param line its text, and its file
   */
  Row parse(Row line) {
    String text = line.getString(0);
    Read read = new Read();
    String complaint = read(text, read);
    List<Object> cells = new ArrayList<>();
    cells.add(read.label);
    if (vector) {
      cells.add(RowFactory.create(columns, seq(read.places), seq(read.values)));
    } else {
      cells.addAll(Collections.nCopies(columns, 0.0));
      for (int i = 0; i < read.places.size(); i++) {
        cells.set(1 + read.places.get(i), read.values.get(i));
      }
    }
    cells.add(complaint.isEmpty() ? null : text);
    cells.add(complaint.isEmpty() ? null : complaint);
    cells.add(line.getString(1));
    return RowFactory.create(cells.toArray());
  }

  /** As Spark has arrays in rows. */
  private static Seq<?> seq(List<?> of) {
    return CollectionConverters.asScala(of).toSeq();
  }

  private String read(String text, Read into) {
    int comment = text.indexOf('#');
    String[] parts = (comment < 0 ? text : text.substring(0, comment)).strip().split("\\s+");
    if (parts[0].isEmpty() || parts[0].contains(":")) {
      return "expected a label first, got `%s`".formatted(parts[0]);
    }
    into.label = parts[0];
    int last = firstIndex - 1;
    for (int i = 1; i < parts.length; i++) {
      int colon = parts[i].indexOf(':');
      int index = colon < 1 ? -1 : index(parts[i].substring(0, colon));
      double value = colon < 1 ? Double.NaN : value(parts[i].substring(colon + 1));
      if (index < 0 || !Double.isFinite(value)) {
        return "expected index:value, got `%s`".formatted(parts[i]);
      }
      if (index < firstIndex || index >= firstIndex + columns) {
        return "expected an index from %d to %d, as data.source.libsvm says, got %d"
            .formatted(firstIndex, firstIndex + columns - 1, index);
      }
      if (index <= last) {
        return "expected ascending indices, got %d after %d".formatted(index, last);
      }
      into.places.add(index - firstIndex);
      into.values.add(value);
      last = index;
    }
    return "";
  }

  private static int index(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }

  private static double value(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
