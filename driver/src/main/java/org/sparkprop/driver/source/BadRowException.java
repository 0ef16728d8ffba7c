package org.sparkprop.driver.source;

/** A row that cannot be used. Thrown in tasks; {@link Source#explain} finds its line. */
public final class BadRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final String column;
  private final String text;

  /**
   * Describes what is wrong.
   *
   * @param file the row's file, or empty
   * @param column the column at fault, or empty for the row as a whole
   * @param text what stands there
   * @param message what was expected and what was found
   */
  BadRowException(String file, String column, String text, String message) {
    super(column.isEmpty() ? message : "column " + column + ": " + message);
    this.file = file;
    this.column = column;
    this.text = text;
  }

  String file() {
    return file;
  }

  String column() {
    return column;
  }

  String text() {
    return text;
  }
}
