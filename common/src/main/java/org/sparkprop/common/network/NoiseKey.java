package org.sparkprop.common.network;

/**
 * What the random numbers of a micro-batch's layers depend on.
 *
 * @param firstRow the number of the micro-batch's first row in its slice
 */
public record NoiseKey(long seed, long round, int shard, long firstRow) {}
