package org.sparkprop.driver.checkpoint;

import java.util.Optional;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.gradient.GradientSum;

/**
 * How far a run has come; between two rounds.
 *
 * @param rounds the number of the last round that is done; 0 at the start
 * @param rows that all rounds had
 * @param seconds that the run has taken
 * @param rollbacks how often the run went back after it had diverged
 * @param epoch the sums of the epoch under way
 * @param score of the last epoch that ended
 */
public record Position(
    long rounds, long rows, double seconds, int rollbacks, EpochSums epoch, Optional<Score> score) {
  public static final Position START = new Position(0, 0, 0, 0, EpochSums.NONE, Optional.empty());

  public Position {
    Require.atLeast("rounds", rounds, 0);
    Require.atLeast("rows", rows, 0);
    Require.atLeast("rollbacks", rollbacks, 0);
  }

  /** One round on. */
  public Position after(GradientSum sum) {
    return new Position(rounds + 1, rows + sum.rows(), seconds, rollbacks, epoch.plus(sum), score);
  }

  /** One round on, which gave nothing. */
  public Position afterFailedTrial() {
    return new Position(rounds + 1, rows, seconds, rollbacks, epoch, score);
  }

  /** With the epoch ended. */
  public Position withEpochEnded(Optional<Score> ofEpoch) {
    return new Position(rounds, rows, seconds, rollbacks, EpochSums.NONE, ofEpoch);
  }

  /** The same place, reached by going back. */
  public Position reachedBy(int goingBack) {
    return new Position(rounds, rows, seconds, goingBack, epoch, score);
  }

  public Position at(double secondsSoFar) {
    return new Position(rounds, rows, secondsSoFar, rollbacks, epoch, score);
  }
}
