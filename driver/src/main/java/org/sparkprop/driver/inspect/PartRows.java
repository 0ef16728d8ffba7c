package org.sparkprop.driver.inspect;

/** How many rows go into each part. */
public record PartRows(long training, long validation, long test) {
  long all() {
    return training + validation + test;
  }
}
