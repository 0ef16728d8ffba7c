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
import org.sparkprop.driver.round.DivergenceException;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.RoundResult;
import org.sparkprop.worker.round.Round;

/**
 * Rounds until the epochs are done: weights out, gradient sum back, one division, one update.
 *
 * @param stopRequested asked between rounds
 */
record TrainingLoop(
    Network network,
    Updater updater,
    RoundEngine engine,
    long roundsPerEpoch,
    long epochs,
    TrainingListener listener,
    BooleanSupplier stopRequested) {

  /** Trains {@code weights} in place and leaves in them what goes into the model. */
  EndReason run(FlatVector weights) {
    EndReason reason = train(weights);
    FlatVector kept = updater.kept(weights);
    if (kept != weights) {
      weights.setSlice(0, kept);
    }
    return reason;
  }

  private EndReason train(FlatVector weights) {
    long totalRounds = roundsPerEpoch * epochs;
    EpochSums epoch = new EpochSums();
    SpeedWatch slow = new SpeedWatch();
    for (long number = 1; number <= totalRounds; number++) {
      if (stopRequested.getAsBoolean()) {
        return EndReason.STOPPED;
      }
      Round round = Round.of(number, roundsPerEpoch);
      Progress progress = new Progress(number, roundsPerEpoch, totalRounds);
      try {
        round(round, progress, weights, epoch, slow);
      } catch (DivergenceException e) {
        if (number == 1 || !updater.takesBackTrials()) {
          throw e;
        }
        updater.update(weights, RoundMean.ofFailedTrial(weights), progress);
        listener.on(new TrainingEvent.Warned(e.getMessage() + "; the trial is taken back"));
      }
      // An epoch whose only round was taken back has nothing to tell.
      if (round.endsEpoch() && epoch.rounds > 0) {
        finishEpoch(round, epoch, weights);
        epoch = new EpochSums();
        if (updater.wantsStop() && number < totalRounds) {
          return EndReason.EARLY_STOPPED;
        }
      }
    }
    return EndReason.COMPLETED;
  }

  /** One round and its update; nothing has changed where the loss or the gradient is not finite. */
  private void round(
      Round round, Progress progress, FlatVector weights, EpochSums epoch, SpeedWatch slow) {
    RoundResult result = engine.run(updater.asked(weights), round);
    final long updating = System.nanoTime();
    RunningAverages averages = RunningAverages.take(network, weights, result.sum());
    Map<String, Double> figures =
        new LinkedHashMap<>(updater.update(weights, checkedMean(result, round), progress));
    if (network.meanPenalties().count() > 0) {
      figures.put("sparsity-penalty", result.penalty());
    }
    averages.writeTo(weights);
    UnitRows.restore(network, weights);
    final double updateSeconds = (System.nanoTime() - updating) * 1e-9;
    epoch.add(result);
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
    slow.watch(result.times()).ifPresent(w -> listener.on(new TrainingEvent.Warned(w)));
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

  private void finishEpoch(Round round, EpochSums sums, FlatVector weights) {
    final long evaluating = System.nanoTime();
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
            sums.rows,
            (now - sums.started) * 1e-9,
            (now - evaluating) * 1e-9,
            validation));
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

  /** What an epoch's rounds add up to. */
  private static final class EpochSums {
    private final long started = System.nanoTime();
    private double weightedLoss;
    private double weight;
    private long rows;
    private long rounds;

    void add(RoundResult result) {
      rounds++;
      weightedLoss += result.sum().meanLoss() * result.sum().weight();
      weight += result.sum().weight();
      rows += result.sum().rows();
    }

    double meanLoss() {
      return weight == 0 ? 0 : weightedLoss / weight;
    }
  }
}
