package org.sparkprop.driver.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.checkpoint.Position;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.RoundResult;
import org.sparkprop.worker.round.Round;

/**
 * How long the driver's own part of a round takes: the training loop beside an engine that repeats
 * its first answer. What the loop makes of it is thrown away.
 */
public final class UpdateTiming {
  private static final int LEAST = 5;
  private static final int MOST = 1000;

  private UpdateTiming() {}

  /** The median of updates in about so many seconds. */
  public static double seconds(PreparedRun run, double during) {
    FlatVector weights = run.initialWeights();
    RoundResult first;
    try (RoundEngine engine = run.engine()) {
      first = engine.run(weights, Round.of(1, run.plan().roundsPerEpoch()));
    }
    List<Double> updates = new ArrayList<>();
    long end = System.nanoTime() + (long) (during * 1e9);
    // One epoch that is never ended: only updates are wanted.
    run.loop(
            run.updater(),
            new Repeating(first),
            MOST + 1L,
            1,
            event -> {
              if (event instanceof TrainingEvent.RoundEnded round) {
                updates.add(round.updateSeconds());
              }
            },
            () -> updates.size() >= (System.nanoTime() > end ? LEAST : MOST))
        .run(weights, Position.START);
    return updates.stream().sorted().toList().get(updates.size() / 2);
  }

  private record Repeating(RoundResult first) implements RoundEngine {
    @Override
    public RoundResult run(FlatVector weights, Round round) {
      return new RoundResult(
          first.sum().slice(0, first.sum().gradient().length()), first.times(), List.of());
    }

    @Override
    public Optional<Evaluation> evaluate(FlatVector weights) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
