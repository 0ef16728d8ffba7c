package org.sparkprop.common.schedule;

/** How far a run is: the round (from 1) and the number of rounds that an epoch and the run have. */
public record Progress(long round, long roundsPerEpoch, long totalRounds) {
  /** How many epochs have passed before this round, with their fractions; 0 in the first round. */
  double epochs() {
    return (round - 1) / (double) roundsPerEpoch;
  }

  /** How many epochs the run has. */
  double totalEpochs() {
    return totalRounds / (double) roundsPerEpoch;
  }
}
