package org.sparkprop.driver.inspect;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers of any size as a table shows them. */
final class Figures {
  private static final MathContext DIGITS = new MathContext(5);

  private Figures() {}

  /** Five digits that count; whole numbers up to nine digits whole; others with an exponent. */
  static String number(double value) {
    boolean isPlain = Math.abs(value) >= 1e-4 && Math.abs(value) < 1e9;
    if (value == 0) {
      return "0";
    }
    if (!isPlain) {
      return String.format(Locale.ROOT, "%.4e", value);
    }
    if (value == Math.rint(value)) {
      return Long.toString((long) value);
    }
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
