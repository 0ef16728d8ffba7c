package org.sparkprop.common.update;

/**
 * A rule that compares gradients or losses of one round with those of the next, and finds its own
 * step lengths: it needs rounds of all rows, between which nothing but the weights changes.
 */
public interface FullBatchRule extends UpdateRule {}
