package org.sparkprop.driver.inspect;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text: columns as wide as their widest cell, two spaces apart. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<String[]> lines = new ArrayList<>();
  private final int numbersFrom;
  private final int numbersTo;

  /**
   * A table whose cells are flush left but for those from one column up to another, not included.
   */
  TextTable(int numbersFrom, int numbersTo, String... heads) {
    this.numbersFrom = numbersFrom;
    this.numbersTo = numbersTo;
    lines.add(heads);
  }

  void add(String... cells) {
    lines.add(cells);
  }

  /** Its lines, without spaces at their ends. */
  String text() {
    int[] widths = new int[lines.get(0).length];
    for (String[] line : lines) {
      for (int i = 0; i < line.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] line : lines) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < line.length; i++) {
        String space = " ".repeat(widths[i] - line[i].length());
        boolean isNumber = i >= numbersFrom && i < numbersTo;
        cells.add(isNumber ? space + line[i] : line[i] + space);
      }
      text.append(String.join(GAP, cells).stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
