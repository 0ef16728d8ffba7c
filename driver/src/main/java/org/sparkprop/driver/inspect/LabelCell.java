package org.sparkprop.driver.inspect;

/**
 * A row's label as columns are held against it.
 *
 * @param text the class, or empty where numbers are predicted
 * @param hash of that
 * @param numbers the numbers to be predicted, or the class as one; NaN where it is none
 */
record LabelCell(String text, long hash, double[] numbers) {}
