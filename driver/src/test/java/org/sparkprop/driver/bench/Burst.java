package org.sparkprop.driver.bench;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a peer did in one uninterrupted measurement of some seconds. Null where a peer does not
 * tell.
 *
 * @param rows taken forward and backward
 * @param seconds that this took, updates and everything between rounds included
 * @param roundMillis median of a round, from weights to weights
 * @param overheadMillis median of what a round takes beyond the slowest task's arithmetic, without
 *     the update
 * @param updateMillis median of the update
 * @param bytesPerRound median of what crosses the wire, to and from all executors together
 * @param heapMiB the most that lay in the training process's heap behind a collection, so far
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Burst(
    long rows,
    double seconds,
    Double roundMillis,
    Double overheadMillis,
    Double updateMillis,
    Double bytesPerRound,
    Double heapMiB) {
  double rowsPerSecond() {
    return rows / seconds;
  }
}
