package org.sparkprop.driver.plan;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkprop.common.configuration.Require;

/**
 * What a link carries, headers included.
 *
 * @param bitsPerSecond above 0
 */
public record Bandwidth(double bitsPerSecond) {
  /** The capitals of a bit's unit say nothing; those of a byte tell it from a bit. */
  private static final Pattern TEXT =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kKmMgG](?:[bB][iI][tT]|B))(?:/s|ps)?");

  private static final Map<String, Double> BITS =
      Map.of("kbit", 1e3, "mbit", 1e6, "gbit", 1e9, "kb", 8e3, "mb", 8e6, "gb", 8e9);

  public Bandwidth {
    Require.positive("bandwidth", bitsPerSecond);
  }

  /**
   * Reads {@code 1Gbit}, {@code 100Mbit/s}, {@code 1.25GB}; a kilo is 1,000.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  public static Bandwidth parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    double bits =
        matcher.matches()
            ? Double.parseDouble(matcher.group(1))
                * BITS.get(matcher.group(2).toLowerCase(Locale.ROOT))
            : 0;
    Require.that(
        bits > 0,
        "expected a number above 0 with kbit, Mbit, Gbit, kB, MB or GB, such as 10Gbit, got `%s`",
        text);
    return new Bandwidth(bits);
  }

  /** For people: {@code 1 Gbit/s}. */
  public String text() {
    return Figures.bits(bitsPerSecond) + "/s";
  }
}
