package org.sparkprop.driver.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.ParameterBlock;
import org.sparkprop.common.network.RunningAverages;
import org.sparkprop.common.network.UnitRows;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.update.EpochMeasures;
import org.sparkprop.common.update.RoundMean;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.checkpoint.EpochSums;
import org.sparkprop.driver.checkpoint.Position;
import org.sparkprop.driver.checkpoint.RunState;
import org.sparkprop.driver.checkpoint.Score;
import org.sparkprop.driver.configuration.OnDivergence;
import org.sparkprop.driver.configuration.Rollback;
import org.sparkprop.driver.round.DivergenceException;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.RoundResult;
import org.sparkprop.worker.round.Round;

/**
 * Rounds until the epochs are done: weights out, gradient sum back, one division, one update.
 *
 * @param watched the measure by which checkpoints are compared
 * @param onDivergence what happens where a loss or a gradient is not finite
 * @param stopRequested asked between rounds
 */
record TrainingLoop(
    Network network,
    Updater updater,
    RoundEngine engine,
    long roundsPerEpoch,
    long epochs,
    Optional<String> watched,
    OnDivergence onDivergence,
    Checkpoints checkpoints,
    TrainingListener listener,
    BooleanSupplier stopRequested) {

  /** Why and where the rounds ended. */
  record Outcome(EndReason reason, Position position) {}

  /**
   * Trains {@code weights} in place and leaves in them what goes into the model.
   *
   * @param from where the run stands; with the updater's state
   */
  Outcome run(FlatVector weights, Position from) {
    Outcome outcome = train(weights, from);
    checkpoints.runEnds(state(outcome.position, weights));
    FlatVector kept = updater.kept(weights);
    if (kept != weights) {
      weights.setSlice(0, kept);
    }
    return outcome;
  }

  private RunState state(Position position, FlatVector weights) {
    return new RunState(position, weights, updater.state());
  }

  private Outcome train(FlatVector weights, Position from) {
    final long totalRounds = roundsPerEpoch * epochs;
    final long started = System.nanoTime();
    long epochStarted = started;
    List<RoundWatch> watches = List.of(new SpeedWatch(), new KernelsWatch());
    Position position = from;
    checkpoints.runBegins(state(position, weights));
    if (position.rounds() > 0 && position.rounds() < totalRounds && updater.wantsStop()) {
      return new Outcome(EndReason.EARLY_STOPPED, position);
    }
    while (position.rounds() < totalRounds) {
      if (stopRequested.getAsBoolean()) {
        return new Outcome(EndReason.STOPPED, position);
      }
      Round round = Round.of(position.rounds() + 1, roundsPerEpoch);
      Progress progress = new Progress(round.number(), roundsPerEpoch, totalRounds);
      try {
        position = round(round, progress, weights, position, watches);
      } catch (DivergenceException e) {
        if (round.number() == 1 || !updater.takesBackTrials()) {
          position = goBack(e, position, weights);
          epochStarted = System.nanoTime();
          continue;
        }
        updater.update(weights, RoundMean.ofFailedTrial(weights), progress);
        listener.on(new TrainingEvent.Warned(e.getMessage() + "; the trial is taken back"));
        position = position.afterFailedTrial();
      }
      boolean wantsStop = false;
      // An epoch whose only round was taken back has nothing to tell.
      if (round.endsEpoch() && position.epoch().rounds() > 0) {
        position = finishEpoch(round, position, epochStarted, weights);
        epochStarted = System.nanoTime();
        wantsStop = updater.wantsStop() && round.number() < totalRounds;
      }
      position = position.at(from.seconds() + (System.nanoTime() - started) * 1e-9);
      if (wantsStop) {
        return new Outcome(EndReason.EARLY_STOPPED, position);
      }
      checkpoints.roundEnded(state(position, weights), roundsPerEpoch);
    }
    return new Outcome(EndReason.COMPLETED, position);
  }

  /**
   * Takes weights and state back to where the run was last known to be well.
   *
   * @return where that is
   */
  private Position goBack(DivergenceException divergence, Position at, FlatVector weights) {
    if (!(onDivergence instanceof Rollback rollback)) {
      throw divergence;
    }
    int count = at.rollbacks() + 1;
    if (count > rollback.most()) {
      throw new DivergenceException(
          "%s, after the run had gone back %d times, as often as training.on-divergence allows"
              .formatted(divergence.getMessage(), at.rollbacks()));
    }
    RunState back = checkpoints.wayBack().orElseThrow();
    double factor = updater.learningRateFactor() * rollback.learningRateFactor();
    weights.setSlice(0, back.weights());
    updater.takeBack(back.update(), factor);
    Position position = back.position().reachedBy(count).at(at.seconds());
    listener.on(
        new TrainingEvent.RolledBack(
            at.rounds() + 1, position.rounds(), count, factor, divergence.getMessage()));
    checkpoints.wentBack(state(position, weights));
    return position;
  }

  /** One round and its update; nothing has changed where the loss or the gradient is not finite. */
  private Position round(
      Round round,
      Progress progress,
      FlatVector weights,
      Position before,
      List<RoundWatch> watches) {
    RoundResult result = engine.run(updater.asked(weights), round);
    final long updating = System.nanoTime();
    RunningAverages averages = RunningAverages.take(network, weights, result.sum());
    Map<String, Double> figures =
        new LinkedHashMap<>(updater.update(weights, checkedMean(result, round), progress));
    if (network.batchStatistics().penalise()) {
      figures.put("sparsity-penalty", result.penalty());
    }
    averages.writeTo(weights);
    UnitRows.restore(network, weights);
    final double updateSeconds = (System.nanoTime() - updating) * 1e-9;
    listener.on(
        new TrainingEvent.RoundEnded(
            round.number(),
            round.epoch(),
            result.sum().meanLoss(),
            result.sum().rows(),
            result.times(),
            updateSeconds,
            figures));
    forgotten(result.forgetful()).ifPresent(w -> listener.on(new TrainingEvent.Warned(w)));
    for (RoundWatch watch : watches) {
      watch.watch(result.times()).ifPresent(w -> listener.on(new TrainingEvent.Warned(w)));
    }
    return before.after(result.sum());
  }

  /** A sentence for the user where shards had not what compression left of their sums before. */
  private static Optional<String> forgotten(List<Integer> shards) {
    return shards.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s had lost what gradient compression had left unsent, with an executor or by moving to another, and began with nothing: other weights than without that"
                .formatted(
                    shards.size() == 1
                        ? "shard " + shards.get(0)
                        : "shards " + Names.some(shards.stream().map(String::valueOf).toList())));
  }

  private Position finishEpoch(
      Round round, Position position, long epochStarted, FlatVector weights) {
    final long evaluating = System.nanoTime();
    EpochSums sums = position.epoch();
    FlatVector evaluated = updater.evaluated(weights);
    Map<String, Double> validation =
        engine.evaluate(evaluated).map(Evaluation::measures).orElse(Map.of());
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("train-loss", sums.meanLoss());
    validation.forEach((name, value) -> measures.put("validation-" + name, value));
    updater.epochEnded(new EpochMeasures(round.epoch(), measures, evaluated));
    final long now = System.nanoTime();
    listener.on(
        new TrainingEvent.EpochEnded(
            round.epoch(),
            sums.meanLoss(),
            sums.rows(),
            (now - epochStarted) * 1e-9,
            (now - evaluating) * 1e-9,
            validation));
    return position.withEpochEnded(score(round.epoch(), measures));
  }

  private Optional<Score> score(long epoch, Map<String, Double> measures) {
    String measure =
        watched.orElse(measures.containsKey("validation-loss") ? "validation-loss" : "train-loss");
    return Optional.ofNullable(measures.get(measure))
        .filter(value -> Double.isFinite(value))
        .map(value -> new Score(measure, value, epoch));
  }

  /** The means; what is not finite is found here, before it gets into the weights. */
  private RoundMean checkedMean(RoundResult result, Round round) {
    GradientSum sum = result.sum();
    FlatVector means = sum.meanGradient();
    int parameters = network.parameterCount();
    boolean hasMatrix = means.length() > parameters;
    FlatVector gradient = hasMatrix ? means.slice(0, parameters) : means;
    Optional<FlatVector> curvature =
        hasMatrix
            ? Optional.of(means.slice(parameters, means.length() - parameters))
            : Optional.empty();
    for (ParameterBlock parameter : network.blocks()) {
      int index = gradient.firstNonFinite(parameter.offset(), parameter.length());
      if (index >= 0) {
        throw new DivergenceException(
            "round %d (epoch %d): the gradient of %s of %s is %s"
                .formatted(
                    round.number(),
                    round.epoch(),
                    parameter.parameter().name(),
                    network.label(parameter.layer()),
                    gradient.get(index)));
      }
    }
    return new RoundMean(gradient, sum.meanLoss() + result.penalty(), sum.weight(), curvature);
  }
}
