package org.sparkprop.common.row;

/**
 * A vector by its numbers that are not zero. The arrays belong to whoever made it.
 *
 * @param indices the places from 0 on, ascending
 * @param values the numbers there
 */
public record SparseVector(int[] indices, double[] values) {}
