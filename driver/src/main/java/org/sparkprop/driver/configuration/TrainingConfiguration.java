package org.sparkprop.driver.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.sparkprop.common.augmentation.Augmentations;
import org.sparkprop.common.compression.GradientCompression;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.gradient.LocalSteps;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.update.Accumulation;
import org.sparkprop.common.update.Chain;
import org.sparkprop.common.update.Clip;
import org.sparkprop.common.update.EarlyStopping;
import org.sparkprop.common.update.FullBatchRule;
import org.sparkprop.common.update.LayerRates;
import org.sparkprop.common.update.LearningRateRule;
import org.sparkprop.common.update.LevenbergMarquardt;
import org.sparkprop.common.update.LimitedMemoryBfgs;
import org.sparkprop.common.update.Link;
import org.sparkprop.common.update.MaxNorm;
import org.sparkprop.common.update.Penalty;
import org.sparkprop.common.update.ReduceOnPlateau;
import org.sparkprop.common.update.UpdateRule;
import org.sparkprop.common.update.WeightAverage;
import org.sparkprop.common.update.WeightDecay;
import org.sparkprop.common.vector.Precision;

/**
 * The {@code training} part.
 *
 * @param batchSize rows of one round over all shards, or {@code full}
 * @param shards into how many parts the training rows are cut; left out: {@link #shardsFor}
 * @param seed of everything random but the split
 * @param rounds how rounds run on the cluster
 * @param roundTimeoutSeconds how long a round may take before it is said for whom it waits; left
 *     out: ten times the longest, at least a minute
 * @param gradientCompression of what travels of the shards' gradients
 * @param localSteps of each shard in a round; left out: none
 * @param initialWeights a safetensors file to start from, else the layers' initialisers draw
 * @param augmentation of training rows on the executors
 * @param startFrom a model whose first layers are kept; left out: none
 * @param freeze the layers whose parameters stay as they are
 * @param accumulateRounds how many rounds' rows one update takes
 * @param layerRates factors of the learning rate by layer or parameter
 * @param calibrate whether probabilities are calibrated after training
 * @param checkpoints when the run's state is saved, where there is a run directory
 * @param resume whether a run in the output folder goes on
 * @param onDivergence what happens when a loss or a gradient is not finite
 */
public record TrainingConfiguration(
    @Default("adam") UpdateRule updateRule,
    @Default("128") String batchSize,
    @Default("10") int epochs,
    OptionalInt shards,
    @Default("42") long seed,
    @Default("float32") Precision precision,
    @Default("standing") RoundMode rounds,
    OptionalDouble roundTimeoutSeconds,
    @Default("none") GradientCompression gradientCompression,
    Optional<LocalSteps> localSteps,
    Optional<String> initialWeights,
    Optional<Augmentations> augmentation,
    Optional<StartFrom> startFrom,
    List<String> freeze,
    @Default("1") int accumulateRounds,
    Optional<Penalty> penalty,
    Optional<Clip> clip,
    Optional<WeightDecay> weightDecay,
    Map<String, Double> layerRates,
    Optional<MaxNorm> maxNorm,
    Optional<WeightAverage> weightAverage,
    Optional<ReduceOnPlateau> reduceOnPlateau,
    Optional<EarlyStopping> earlyStopping,
    @Default("none") Calibrate calibrate,
    @Default("{}") CheckpointConfiguration checkpoints,
    @Default("never") Resume resume,
    @Default("stop") OnDivergence onDivergence) {
  private static final String FULL = "full";
  private static final int MOST_DERIVED_SHARDS = 32;
  private static final int ROWS_OF_DERIVED_SLICE = 128;
  private static final int ROWS_OF_DERIVED_FULL_SHARD = 4096;

  public TrainingConfiguration {
    Require.that(
        batchSize.equals(FULL) || batchSize.matches("[1-9][0-9]{0,17}"),
        "batchSize: expected a whole number of at least 1, or full, got `%s`",
        batchSize);
    Require.atLeast("epochs", epochs, 1);
    if (shards.isPresent()) {
      Require.atLeast("shards", shards.getAsInt(), 1);
    }
    roundTimeoutSeconds.ifPresent(value -> Require.positive("roundTimeoutSeconds", value));
    Require.that(
        initialWeights.isEmpty() || startFrom.isEmpty(),
        "startFrom: expected either start-from or initial-weights, got both");
    Require.atLeast("accumulateRounds", accumulateRounds, 1);
    layerRates.forEach(
        (name, factor) ->
            Require.that(
                factor >= 0 && Double.isFinite(factor),
                "layerRates: expected a number of 0 or more for %s, got %s",
                name,
                factor));
    String rule = Names.of(updateRule.getClass());
    boolean rollsBack = onDivergence instanceof Rollback;
    Require.that(
        !rollsBack || gradientCompression.isExact(),
        "onDivergence: what gradient-compression has left unsent cannot be taken back; leave one of"
            + " them out");
    if (updateRule instanceof FullBatchRule) {
      Require.that(
          !rollsBack, "onDivergence: %s has no learning rate that could be made smaller", rule);
      Require.that(
          batchSize.equals(FULL),
          "batchSize: %s compares one round with the next, which must have the same rows: expected"
              + " full, got %s",
          rule,
          batchSize);
      Require.that(
          accumulateRounds == 1,
          "accumulateRounds: expected 1 with %s, got %d",
          rule,
          accumulateRounds);
      String sent = "%s: %s needs the true gradient of all rows; leave it out";
      Require.that(gradientCompression.isExact(), sent, "gradientCompression", rule);
      Require.that(localSteps.isEmpty(), sent, "localSteps", rule);
      String why = "%s: %s finds its own step lengths and has no learning rate for it";
      Require.that(weightDecay.isEmpty(), why + "; take penalty.l2", "weightDecay", rule);
      Require.that(layerRates.isEmpty(), why, "layerRates", rule);
      Require.that(reduceOnPlateau.isEmpty(), why, "reduceOnPlateau", rule);
    }
    if (updateRule instanceof LimitedMemoryBfgs) {
      String why =
          "%s: would deceive the line search of %s, which needs the loss and its true gradient";
      Require.that(clip.isEmpty(), why, "clip", rule);
      Require.that(maxNorm.isEmpty(), why, "maxNorm", rule);
      Require.that(
          weightAverage.isEmpty(),
          "weightAverage: the rounds of %s are trials, whose average means nothing",
          rule);
    }
    if (updateRule instanceof LevenbergMarquardt) {
      String why =
          "%s: %s compares the loss with what its gradient and curvature promised; leave it out";
      Require.that(penalty.isEmpty(), why, "penalty", rule);
      Require.that(clip.isEmpty(), why, "clip", rule);
      Require.that(maxNorm.isEmpty(), why, "maxNorm", rule);
      Require.that(weightAverage.isEmpty(), why, "weightAverage", rule);
    }
    Require.that(
        weightDecay.isEmpty()
            || !(updateRule instanceof LearningRateRule decaying && decaying.decaysWeights()),
        "weightDecay: %s decays weights by itself; say it in update-rule alone",
        rule);
  }

  /** All that happens between a round's gradient and the next round's weights, in its order. */
  public Chain chain() {
    List<Link> links = new ArrayList<>();
    if (accumulateRounds > 1) {
      links.add(new Accumulation(accumulateRounds));
    }
    penalty.ifPresent(links::add);
    clip.ifPresent(links::add);
    reduceOnPlateau.ifPresent(links::add);
    links.add(updateRule);
    if (updateRule instanceof LearningRateRule rule) {
      weightDecay.ifPresent(decay -> links.add(decay.with(rule)));
    }
    if (!layerRates.isEmpty()) {
      links.add(new LayerRates(layerRates));
    }
    maxNorm.ifPresent(links::add);
    weightAverage.ifPresent(links::add);
    earlyStopping.ifPresent(links::add);
    return new Chain(links);
  }

  /** What the update rule wants of the curvature of a network's loss. */
  public Curvature curvature(Network network) {
    return updateRule.curvature(network.parameterCount());
  }

  /** The key whose setting wants validation rows, if one does. */
  public Optional<String> needsValidation() {
    if (earlyStopping.filter(EarlyStopping::needsValidation).isPresent()) {
      return Optional.of("training.early-stopping");
    }
    return reduceOnPlateau
        .filter(ReduceOnPlateau::needsValidation)
        .map(any -> "training.reduce-on-plateau");
  }

  public boolean isFullBatch() {
    return batchSize.equals(FULL);
  }

  /** Rows of a round where there are {@code rows} training rows. */
  public long batchRows(long rows) {
    return isFullBatch() ? rows : Long.parseLong(batchSize);
  }

  /**
   * The number of shards: as said, or else from the batch size and the data alone, so that the same
   * answer comes on every cluster: slices of some 128 rows, 32 shards at the most.
   */
  public int shardsFor(long rows) {
    if (shards.isPresent()) {
      return shards.getAsInt();
    }
    long wanted =
        isFullBatch() ? rows / ROWS_OF_DERIVED_FULL_SHARD : batchRows(rows) / ROWS_OF_DERIVED_SLICE;
    return (int) Math.max(1, Math.min(Math.min(wanted, MOST_DERIVED_SHARDS), rows));
  }
}
