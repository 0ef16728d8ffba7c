package org.sparkprop.common.configuration;

/** Checks for the compact constructors of records; messages start with the component's name. */
public final class Require {
  private Require() {}

  public static void atLeast(String name, long value, long least) {
    that(value >= least, "%s: expected at least %d, got %d", name, least, value);
  }

  public static void positive(String name, double value) {
    that(value > 0 && Double.isFinite(value), "%s: expected a number above 0, got %s", name, value);
  }

  public static void notNegative(String name, double value) {
    that(
        value >= 0 && Double.isFinite(value),
        "%s: expected a number of 0 or more, got %s",
        name,
        value);
  }

  /** For momenta and rates: {@code 0 ≤ value < 1}. */
  public static void fraction(String name, double value) {
    that(
        value >= 0 && value < 1,
        "%s: expected a number from 0 up to but not 1, got %s",
        name,
        value);
  }

  public static void that(boolean condition, String message, Object... values) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(values));
    }
  }
}
