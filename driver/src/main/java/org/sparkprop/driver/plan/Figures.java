package org.sparkprop.driver.plan;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers with their units, as people read them: three digits, no exponents. */
final class Figures {
  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Figures() {}

  /** Three digits that count: 0.0123, 1.23, 123; larger numbers whole, with commas. */
  static String number(double value) {
    if (Math.abs(value) >= 999.5) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** 12.3 \u00b5s, 4.56 ms, 7.8 s, 3 min 20 s, 2 h 5 min. */
  static String duration(double seconds) {
    if (seconds < 0.9995e-3) {
      return number(seconds * 1e6) + " \u00b5s";
    }
    if (seconds < 0.9995) {
      return number(seconds * 1e3) + " ms";
    }
    if (seconds < 119.5) {
      return number(seconds) + " s";
    }
    long whole = Math.round(seconds);
    return whole < 7200
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : "%,d h %d min".formatted(whole / 3600, whole % 3600 / 60);
  }

  static String bytes(double bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 999.5 && unit < BYTES.length - 1) {
      value /= 1024;
      unit++;
    }
    return number(value) + " " + BYTES[unit];
  }

  static String bits(double bits) {
    return bits >= 0.9995e9 ? number(bits / 1e9) + " Gbit" : number(bits / 1e6) + " Mbit";
  }
}
