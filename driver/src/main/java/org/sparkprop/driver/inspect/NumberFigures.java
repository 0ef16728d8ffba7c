package org.sparkprop.driver.inspect;

/**
 * What the numbers of a column are like.
 *
 * @param standardDeviation of all rows there are, divided by their count, as an encoder takes it
 */
public record NumberFigures(double least, double greatest, double mean, double standardDeviation) {}
