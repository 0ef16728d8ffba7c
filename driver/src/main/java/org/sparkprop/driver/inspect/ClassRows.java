package org.sparkprop.driver.inspect;

/** A class of the label and the rows that it has. */
public record ClassRows(String name, long rows, PartRows parts) {}
