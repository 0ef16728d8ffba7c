package org.sparkprop.driver.inspect;

/**
 * What is likely to be wrong with a column.
 *
 * @param kind {@code constant}, {@code leak} and so on
 * @param text what was found and what to do
 */
public record DataWarning(String kind, String column, String text) {
  /** The whole sentence. */
  public String sentence() {
    return "column " + column + ": " + text;
  }
}
