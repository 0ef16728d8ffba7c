package org.sparkprop.driver.plan;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkprop.common.configuration.Require;

/**
 * How long the first bit of a message is on its way from one host to another: half of a ping.
 *
 * @param seconds 0 or more
 */
public record Latency(double seconds) {
  private static final Pattern TEXT =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(ns|us|\u00b5s|\u03bcs|ms|s)");
  private static final Map<String, Double> SECONDS =
      Map.of("ns", 1e-9, "us", 1e-6, "\u00b5s", 1e-6, "\u03bcs", 1e-6, "ms", 1e-3, "s", 1.0);

  public Latency {
    Require.notNegative("latency", seconds);
  }

  /**
   * Reads {@code 0.2ms}, {@code 50us}, {@code 1s}.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  public static Latency parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    Require.that(
        matcher.matches(), "expected a number with us, ms or s, such as 0.2ms, got `%s`", text);
    return new Latency(Double.parseDouble(matcher.group(1)) * SECONDS.get(matcher.group(2)));
  }

  /** For people: {@code 0.2 ms}. */
  public String text() {
    return Figures.duration(seconds);
  }
}
