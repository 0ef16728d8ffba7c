package org.sparkprop.driver.inspect;

import java.util.Locale;

/** A number of things, counted one by one or estimated. */
public record Count(long number, boolean exact) {
  /** With «about» before an estimate. */
  public String text() {
    return String.format(Locale.ROOT, exact ? "%,d" : "about %,d", number);
  }
}
