package org.sparkprop.driver.source;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Reads the lines of a {@link LibsvmSource}. */
record LibsvmLine(int columns, int firstIndex) implements Serializable {
  private static final int BEHIND = 3;

  /**
   * A row of the source's columns; of a line that is none, with what is wrong with it.
   *
   * @param line its text, and its file
   */
  Row parse(Row line) {
    Object[] cells = new Object[1 + columns + BEHIND];
    Arrays.fill(cells, 1, 1 + columns, 0.0);
    String text = line.getString(0);
    String complaint = read(text, cells);
    if (!complaint.isEmpty()) {
      cells[1 + columns] = text;
      cells[1 + columns + 1] = complaint;
    }
    cells[1 + columns + 2] = line.getString(1);
    return RowFactory.create(cells);
  }

  private String read(String text, Object[] cells) {
    int comment = text.indexOf('#');
    String[] parts = (comment < 0 ? text : text.substring(0, comment)).strip().split("\\s+");
    if (parts[0].isEmpty() || parts[0].contains(":")) {
      return "expected a label first, got `%s`".formatted(parts[0]);
    }
    cells[0] = parts[0];
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
      cells[1 + index - firstIndex] = value;
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
