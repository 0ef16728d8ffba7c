package org.sparkprop.driver.training;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkprop.common.augmentation.Augmentations;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.gradient.LocalSteps;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.network.SplitWeights;
import org.sparkprop.common.update.Chain;
import org.sparkprop.common.update.ParameterLayout;
import org.sparkprop.common.update.UpdateState;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.checkpoint.Origin;
import org.sparkprop.driver.checkpoint.Position;
import org.sparkprop.driver.configuration.Calibrate;
import org.sparkprop.driver.configuration.RoundMode;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.configuration.Stop;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.ingest.DataFingerprint;
import org.sparkprop.driver.ingest.RunData;
import org.sparkprop.driver.round.BatchStatisticsEngine;
import org.sparkprop.driver.round.JobRoundEngine;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.ShardEvaluator;
import org.sparkprop.driver.round.ShardGroups;
import org.sparkprop.driver.round.StandingRoundEngine;
import org.sparkprop.driver.round.TemperatureFit;
import org.sparkprop.driver.round.WatchedEngine;
import org.sparkprop.driver.transfer.FrozenWeights;
import org.sparkprop.driver.transfer.StartingModel;
import org.sparkprop.worker.evaluation.EvaluationTask;
import org.sparkprop.worker.evaluation.TemperatureTask;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.round.NetworkSource;
import org.sparkprop.worker.round.RoundPlan;
import org.sparkprop.worker.shard.Part;

/**
 * A run that could begin: its rows are on the cluster, its network is laid out for them, and its
 * executors have the memory that they need. Training and planning both start from here.
 *
 * @param run names the run's files and tasks
 * @param plan which rows belong to which round
 * @param start the model that the run starts from, if it does from one
 * @param frozen the weights of the layers that are frozen
 */
public record PreparedRun(
    RunConfiguration configuration,
    JavaSparkContext context,
    String run,
    RunData data,
    Network network,
    RoundPlan plan,
    ExecutorMemory memory,
    Optional<StartingModel> start,
    FrozenWeights frozen) {

  /** The same rows, network and plan under other settings of the training. */
  public PreparedRun with(TrainingConfiguration training) {
    return with(configuration.network(), training, network);
  }

  private PreparedRun with(
      NetworkConfiguration layers, TrainingConfiguration training, Network laidOut) {
    return new PreparedRun(
        new RunConfiguration(
            configuration.name(), configuration.data(), layers, training, configuration.output()),
        context,
        run,
        data,
        laidOut,
        plan,
        memory,
        start,
        frozen);
  }

  /** Trains from the initial weights, for what there is to see on the way. */
  public void train(TrainingListener listener, BooleanSupplier stopRequested) {
    try (RoundEngine engine = engine()) {
      train(engine, listener, stopRequested);
    }
  }

  /** The same by rounds of another engine, which is not closed. */
  public void train(RoundEngine engine, TrainingListener listener, BooleanSupplier stopRequested) {
    loop(updater(), engine, plan.roundsPerEpoch(), training().epochs(), listener, stopRequested)
        .run(initialWeights(), Position.START);
  }

  public String name() {
    return configuration.name();
  }

  public TrainingConfiguration training() {
    return configuration.training();
  }

  /** The training rows. */
  public ShardGroups shards() {
    return data.part(Part.TRAINING);
  }

  /** Measures weights on the rows of a part. */
  public ShardEvaluator evaluator(Part part) {
    EvaluationTask task = new EvaluationTask(run, source());
    String description = name() + ": " + part.name().toLowerCase(Locale.ROOT);
    return new ShardEvaluator(context, description, network, task, data.part(part));
  }

  /** The same with a network whose outputs are divided before they become probabilities. */
  PreparedRun withTemperature(double temperature) {
    return with(
        configuration.network().withTemperature(temperature),
        training(),
        network.withTemperature(temperature));
  }

  /**
   * Refuses to calibrate what cannot be.
   *
   * @throws UserMistake if there are no probabilities, or no validation rows to measure them on
   */
  void requireCalibration() {
    if (training().calibrate() == Calibrate.NONE) {
      return;
    }
    if (!configuration.network().givesProbabilities()) {
      throw new UserMistake(
          "training.calibrate: expected a loss whose outputs become probabilities, softmax-cross-entropy or sigmoid-cross-entropy, got %s"
              .formatted(Names.of(network.loss().getClass())));
    }
    if (configuration.network().temperature().isPresent()) {
      throw new UserMistake(
          "training.calibrate: expected no network.temperature, which calibration measures, got %s"
              .formatted(network.temperature()));
    }
    if (data.rows(Part.VALIDATION) == 0) {
      throw new UserMistake(
          "training.calibrate: wants validation rows, got none; set data.split.validation or"
              + " data.validation");
    }
  }

  /** The temperature of weights by the validation rows; nothing where these do not tell. */
  OptionalDouble temperature(FlatVector weights) {
    TemperatureTask task = new TemperatureTask(run, source());
    String description = name() + ": calibration";
    return new TemperatureFit(context, description, task, data.part(Part.VALIDATION)).of(weights);
  }

  private NetworkSource source() {
    return new NetworkSource(
        network, training().precision(), training().curvature(network), frozen.broadcast());
  }

  /** Whether tasks may stay: Spark refuses barrier jobs where executors come and go by demand. */
  public boolean mayStand() {
    return mayStand(context);
  }

  private static boolean mayStand(JavaSparkContext context) {
    return !ShardGroups.isByDemand(context.getConf());
  }

  /** How rounds run: as configured, as far as the cluster allows it. */
  public RoundMode rounds() {
    return rounds(context, training());
  }

  static RoundMode rounds(JavaSparkContext context, TrainingConfiguration training) {
    return mayStand(context) ? training.rounds() : RoundMode.JOB;
  }

  /** An engine for the run's own rounds. */
  public RoundEngine engine() {
    return engine(rounds(), plan);
  }

  /**
   * The same, where nobody hangs a round for ever.
   *
   * @param warnings takes sentences for the user, on any thread
   */
  RoundEngine watchedEngine(Consumer<String> warnings) {
    RoundEngine engine = engine();
    return context.isLocal()
        ? engine
        : new WatchedEngine(
            engine, context, run, shards(), training().roundTimeoutSeconds(), warnings);
  }

  /**
   * What shards do in the run's rounds.
   *
   * @param named the name under which executors keep what belongs to it
   */
  public GradientTask task(String named) {
    return task(named, plan);
  }

  private GradientTask task(String named, RoundPlan of) {
    return new GradientTask(
        named,
        source(),
        of,
        training().seed(),
        training().augmentation().orElse(Augmentations.NONE),
        training().gradientCompression(),
        training().localSteps().orElse(LocalSteps.NONE));
  }

  /** An engine for rounds of another plan over the same shards. */
  public RoundEngine engine(RoundMode mode, RoundPlan of) {
    GradientTask task = task(run, of);
    ShardEvaluator validation = evaluator(Part.VALIDATION);
    int epochs = training().epochs();
    RoundEngine engine =
        switch (mode) {
          case JOB -> new JobRoundEngine(context, shards(), name(), task, validation, epochs);
          case STANDING ->
              new StandingRoundEngine(context, shards(), name(), task, validation, epochs);
        };
    return network.batchStatistics().passes() == 0
        ? engine
        : new BatchStatisticsEngine(engine, network);
  }

  /**
   * The update rule and what joins it, at their start.
   *
   * @throws UserMistake if they do not fit the network or the data
   */
  Updater updater() {
    training()
        .needsValidation()
        .filter(key -> data.rows(Part.VALIDATION) == 0)
        .ifPresent(
            key -> {
              throw new UserMistake(
                  "%s.measure: wants validation rows, got none; set data.split.validation, or watch train-loss"
                      .formatted(key));
            });
    ParameterLayout layout = ParameterLayout.of(network);
    Chain chain = training().chain();
    try {
      chain.check(layout);
    } catch (ConfigurationException e) {
      throw new UserMistake(e.getMessage(), e);
    }
    return Updater.start(chain, layout, training().precision());
  }

  /**
   * The update rule and what joins it, as a checkpoint has left them.
   *
   * @param saved taken over
   * @throws UserMistake if it is not a state of theirs
   */
  Updater updater(UpdateState saved) {
    // Refuses what does not fit, as at a start.
    updater();
    try {
      return Updater.resume(
          training().chain(), ParameterLayout.of(network), training().precision(), saved);
    } catch (IllegalArgumentException e) {
      throw new UserMistake("the checkpoint does not fit the update rule: " + e.getMessage(), e);
    }
  }

  /** What the run is made of. */
  Origin origin() {
    return Origin.of(configuration, DataFingerprint.of(data, frozen.values()));
  }

  /** A loop for what there is to see on the way: no checkpoints, and an end where it diverges. */
  TrainingLoop loop(
      Updater updater,
      RoundEngine engine,
      long roundsPerEpoch,
      long epochs,
      TrainingListener listener,
      BooleanSupplier stopRequested) {
    Checkpoints none =
        new Checkpoints(training().checkpoints(), new Stop(), origin(), Optional.empty(), listener);
    return new TrainingLoop(
        network,
        updater,
        engine,
        roundsPerEpoch,
        epochs,
        Optional.empty(),
        new Stop(),
        none,
        listener,
        stopRequested);
  }

  /**
   * The weights of round one, without those of frozen layers.
   *
   * @throws UserMistake if the file that they should come from cannot be read
   */
  public FlatVector initialWeights() {
    FlatVector first = FirstWeights.of(network, training(), context, start);
    return network.frozenCount() == 0 ? first : SplitWeights.of(network, first).trained();
  }

  /**
   * All weights that a model of this run has.
   *
   * @param weights those of the layers that learn
   */
  FlatVector allWeights(FlatVector weights) {
    return network.frozenCount() == 0
        ? weights
        : new SplitWeights(weights, frozen.values()).joined(network);
  }
}
