package org.sparkprop.driver.diagnosis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.update.LearningRateRule;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.round.DivergenceException;
import org.sparkprop.driver.training.PreparedRun;
import org.sparkprop.driver.training.TrainingEvent;

/**
 * A learning-rate range test (Smith 2017, Cyclical learning rates for training neural networks,
 * section 3.3): some rounds in which the rate grows from round to round by the same factor, and the
 * loss at each. It ends where the loss has got out of hand.
 *
 * @param from the first rate
 * @param to the last
 * @param rounds how many there are from one to the other
 */
public record RangeTest(double from, double to, int rounds) {
  private static final int LEAST_ROUNDS = 10;

  public RangeTest {
    if (!(from > 0) || !(to > from) || Double.isInfinite(to)) {
      throw new UserMistake(
          "--from and --to: expected rates above 0, the second larger, got %s and %s"
              .formatted(from, to));
    }
    if (rounds < LEAST_ROUNDS) {
      throw new UserMistake(
          "--rounds: expected at least %d, got %d".formatted(LEAST_ROUNDS, rounds));
    }
  }

  /**
   * Whether the configuration's rule has a rate to find.
   *
   * @throws UserMistake if it has none
   */
  public static void require(TrainingConfiguration training) {
    if (!(training.updateRule() instanceof LearningRateRule)) {
      throw new UserMistake(
          "training.update-rule: %s finds its own step lengths: there is no learning rate to find"
              .formatted(Names.of(training.updateRule().getClass())));
    }
  }

  /** Trains, on what is left of the data when each round has had its batch, in turn. */
  public RangeTestResult run(PreparedRun prepared) {
    require(prepared.training());
    long perEpoch = prepared.plan().roundsPerEpoch();
    PreparedRun run = prepared.with(rising(prepared.training(), perEpoch));
    List<RangeTestResult.Point> points = new ArrayList<>();
    RangeTestResult.Watch watch = new RangeTestResult.Watch();
    boolean[] isOver = new boolean[1];
    try {
      run.train(
          event -> {
            if (event instanceof TrainingEvent.RoundEnded round && !isOver[0]) {
              double smooth = watch.smoothed(round.loss());
              points.add(
                  new RangeTestResult.Point(
                      round.figures().get("learning-rate"), round.loss(), smooth));
              isOver[0] = points.size() == rounds || watch.isOutOfHand();
            }
          },
          () -> isOver[0]);
    } catch (DivergenceException e) {
      // What the test is there to find; the points before it say where.
    }
    return new RangeTestResult(points);
  }

  /** The same training with the rising rate, and without what would interfere. */
  private TrainingConfiguration rising(TrainingConfiguration training, long perEpoch) {
    ObjectNode tree = (ObjectNode) ConfigurationTree.of(training);
    String rule = Names.of(training.updateRule().getClass());
    ObjectNode settings = (ObjectNode) tree.get("update-rule").get(rule);
    settings
        .putObject("learning-rate")
        .putObject("exponential")
        .put("initial", from)
        .put("factor", to / from)
        .put("every", (rounds - 1) / (double) perEpoch);
    tree.put("epochs", (int) ((rounds + perEpoch - 1) / perEpoch));
    tree.remove(List.of("early-stopping", "reduce-on-plateau", "weight-average"));
    tree.put("accumulate-rounds", 1);
    return Binder.bind(tree, TrainingConfiguration.class, "training");
  }
}
