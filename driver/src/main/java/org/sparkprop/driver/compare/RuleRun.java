package org.sparkprop.driver.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.sparkprop.driver.training.TrainingEvent;
import org.sparkprop.driver.training.TrainingListener;

/**
 * What one rule did, round by round.
 *
 * <p>A mini-batch's loss is that of its rows; so that curves can be compared, a point is the mean
 * over the rounds of the last epoch's length. Of a rule that tries points it is the accepted loss.
 */
final class RuleRun implements TrainingListener {
  private final String rule;
  private final LongUnaryOperator roundsForRows;
  private final Runnable stop;
  private final List<Double> losses = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> recent = new ArrayList<>();
  private Map<String, Double> validation = Map.of();
  private long roundsPerEpoch = 1;
  private long mostRounds;
  private long rowsOfRound;
  private double spent;
  private String failure = "";

  /**
   * Watches a training.
   *
   * @param roundsForRows how many rounds there are to be for so many training rows
   * @param stop is run when there have been as many
   */
  RuleRun(String rule, LongUnaryOperator roundsForRows, Runnable stop) {
    this.rule = rule;
    this.roundsForRows = roundsForRows;
    this.stop = stop;
  }

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.Started started) {
      roundsPerEpoch = started.roundsPerEpoch();
      mostRounds = roundsForRows.applyAsLong(started.trainingRows());
    } else if (event instanceof TrainingEvent.RoundEnded round) {
      spent += round.seconds();
      rowsOfRound = Math.max(rowsOfRound, round.rows());
      recent.add(round.figures().getOrDefault("accepted-loss", round.loss()));
      if (recent.size() > roundsPerEpoch) {
        recent.remove(0);
      }
      seconds.add(spent);
      losses.add(recent.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
      if (losses.size() >= mostRounds) {
        stop.run();
      }
    } else if (event instanceof TrainingEvent.EpochEnded epoch && !epoch.validation().isEmpty()) {
      validation = epoch.validation();
    }
  }

  void failed(String why) {
    failure = why.lines().findFirst().orElse(why);
  }

  String rule() {
    return rule;
  }

  /** Why it did not come to its end, or empty. */
  String failure() {
    return failure;
  }

  long rowsOfRound() {
    return rowsOfRound;
  }

  double[] losses() {
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** When each round had ended, without evaluation. */
  double[] seconds() {
    return seconds.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Measures of the validation rows after the last epoch; empty where there are none. */
  Map<String, Double> validation() {
    return new LinkedHashMap<>(validation);
  }

  double bestLoss() {
    return losses.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  /** The first round whose loss is not above {@code target}. */
  OptionalLong roundsTo(double target) {
    for (int i = 0; i < losses.size(); i++) {
      if (losses.get(i) <= target) {
        return OptionalLong.of(i + 1L);
      }
    }
    return OptionalLong.empty();
  }
}
