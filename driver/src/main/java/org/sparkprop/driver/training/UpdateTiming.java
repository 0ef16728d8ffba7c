package org.sparkprop.driver.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.RoundResult;
import org.sparkprop.driver.round.RoundTimes;
import org.sparkprop.worker.round.Round;

/** How long the driver's own part of a round takes: the training loop beside an engine of zeros. */
public final class UpdateTiming {
  private static final int LEAST = 5;
  private static final int MOST = 1000;

  private UpdateTiming() {}

  /** The median of updates in about so many seconds. */
  public static double seconds(PreparedRun run, double during) {
    List<Double> updates = new ArrayList<>();
    long end = System.nanoTime() + (long) (during * 1e9);
    FlatVector weights = run.initialWeights();
    new TrainingLoop(
            run.network(),
            run.training().updateRule(),
            new Zeros(weights),
            MOST,
            1,
            event -> {
              if (event instanceof TrainingEvent.RoundEnded round) {
                updates.add(round.updateSeconds());
              }
            },
            () -> updates.size() >= LEAST && System.nanoTime() > end)
        .run(weights);
    return updates.stream().sorted().toList().get(updates.size() / 2);
  }

  private record Zeros(FlatVector like) implements RoundEngine {
    @Override
    public RoundResult run(FlatVector weights, Round round) {
      FlatVector zeros = FlatVector.zeros(like.precision(), like.length());
      return new RoundResult(
          new GradientSum(zeros, 0, 1, 1), new RoundTimes(0, 0, 0, 0, 0, List.of()));
    }

    @Override
    public Optional<Evaluation> evaluate(FlatVector weights) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
