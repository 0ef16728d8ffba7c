package org.sparkprop.common.schedule;

/** How far a run is: the round (from 1) and the number of rounds that an epoch and the run have. */
public record Progress(long round, long roundsPerEpoch, long totalRounds) {}
