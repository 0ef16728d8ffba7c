package org.sparkprop.driver.training;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.sparkprop.common.network.Network;
import org.sparkprop.driver.round.RoundTimes;
import org.sparkprop.driver.round.Traffic;
import org.sparkprop.driver.source.RejectedRows;

/** What happens in a run, for those who watch it. */
public sealed interface TrainingEvent {
  /**
   * The rows are in and the first round is next.
   *
   * @param memory what each executor needs
   * @param warnings what the user should know of his data and his cluster
   */
  record Started(
      String name,
      Network network,
      long trainingRows,
      long validationRows,
      long testRows,
      int shards,
      long roundsPerEpoch,
      long totalRounds,
      ExecutorMemory memory,
      List<String> warnings)
      implements TrainingEvent {}

  /** Rows of the source cannot be used and were left out. */
  record RowsLeftOut(RejectedRows rows) implements TrainingEvent {}

  /**
   * A round has ended and the weights are updated.
   *
   * @param loss mean over the rows, without penalties, from before the update
   * @param times where the time went until the gradient was there
   * @param updateSeconds of the update itself
   * @param figures of the update, by name: the learning rate, the penalty, the gradient's norm
   */
  record RoundEnded(
      long round,
      long epoch,
      double loss,
      long rows,
      RoundTimes times,
      double updateSeconds,
      Map<String, Double> figures)
      implements TrainingEvent {
    /** From weights to weights. */
    public double seconds() {
      return times.seconds() + updateSeconds;
    }
  }

  /** An epoch has ended; measures are of the validation rows and empty where there are none. */
  record EpochEnded(
      long epoch,
      double trainLoss,
      long rows,
      double seconds,
      double evaluationSeconds,
      Map<String, Double> validation)
      implements TrainingEvent {}

  /**
   * The run goes on from a checkpoint, after {@link Started}.
   *
   * @param round the last that was done before
   * @param checkpoint its path
   */
  record Resumed(long round, String checkpoint) implements TrainingEvent {}

  /** The state after a round has been copied and is being written. */
  record CheckpointBegun(long round) implements TrainingEvent {}

  /**
   * The run has diverged and goes back.
   *
   * @param diverged the round in which it did
   * @param round the last that still counts
   * @param count the how maniest time it is
   * @param learningRateFactor of all rates from now on
   * @param reason what was not finite
   */
  record RolledBack(long diverged, long round, int count, double learningRateFactor, String reason)
      implements TrainingEvent {}

  /**
   * The run has ended.
   *
   * @param reason why
   * @param bestEpoch the epoch whose weights are kept, where early stopping chose one
   * @param spent where the time of all rounds went
   * @param traffic what all rounds sent over the network
   * @param test measures of the test rows, empty where there are none
   */
  record Ended(
      EndReason reason,
      OptionalLong bestEpoch,
      long rounds,
      long rows,
      double seconds,
      TimeSpent spent,
      Traffic traffic,
      Map<String, Double> test)
      implements TrainingEvent {}

  /**
   * The probabilities were calibrated after the last round.
   *
   * @param temperature by what outputs are divided from now on
   * @param before measures of the validation rows without it
   * @param after and with it
   */
  record Calibrated(double temperature, Map<String, Double> before, Map<String, Double> after)
      implements TrainingEvent {}

  /** Something that the user should know while it happens. */
  record Warned(String warning) implements TrainingEvent {}
}
