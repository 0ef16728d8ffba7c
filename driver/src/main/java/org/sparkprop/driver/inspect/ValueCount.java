package org.sparkprop.driver.inspect;

/** A text and in how many rows it stands. */
public record ValueCount(String value, Count rows) {}
