package org.sparkprop.common.encoder;

/**
 * What becomes of cells without a value.
 *
 * @param indicator whether number columns that miss values in training rows say so in a number of
 *     their own
 */
public record MissingCells(MissingRule rule, boolean indicator) {}
