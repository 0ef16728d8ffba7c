package org.sparkprop.driver.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.calibration.TemperatureSearch;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.model.ModelDescription;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.update.EarlyStopping;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.checkpoint.Checkpoint;
import org.sparkprop.driver.checkpoint.CheckpointStore;
import org.sparkprop.driver.checkpoint.CheckpointWriter;
import org.sparkprop.driver.checkpoint.Origin;
import org.sparkprop.driver.checkpoint.Position;
import org.sparkprop.driver.configuration.Calibrate;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.ingest.RunData;
import org.sparkprop.driver.model.TrainedModel;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.ShardGroups;
import org.sparkprop.driver.round.Traffic;
import org.sparkprop.driver.source.GivenTable;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.transfer.StartingModel;
import org.sparkprop.worker.round.RoundPlan;
import org.sparkprop.worker.shard.Part;

/**
 * Trains a network on a Spark session. One trainer is one run; several may follow or accompany one
 * another in a session.
 *
 * <pre>{@code
 * TrainedModel model =
 *     Trainer.fromFile(Path.of("digits.yaml")).on(table).train(spark).model();
 * Dataset<Row> predicted = model.predict(otherTable);
 * }</pre>
 */
public final class Trainer {
  private static final double LEAST_BUSY = 0.8;

  private final RunConfiguration configuration;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private final AtomicBoolean stopRequested = new AtomicBoolean();
  private Optional<Source> source = Optional.empty();
  private Optional<Source> test = Optional.empty();
  private Optional<CheckpointStore> store = Optional.empty();
  private Optional<Checkpoint> resumed = Optional.empty();
  private String resumedFrom = "";

  private Trainer(RunConfiguration configuration) {
    this.configuration = configuration;
  }

  public static Trainer of(RunConfiguration configuration) {
    return new Trainer(configuration);
  }

  /**
   * A trainer by a YAML file.
   *
   * @param overrides {@code key=value} each
   * @throws UserMistake with all mistakes in it
   */
  public static Trainer fromFile(Path file, String... overrides) {
    return new Trainer(ConfigurationFile.load(file, List.of(overrides)));
  }

  /** Trains on this table rather than on the configuration's {@code data.source}. */
  public Trainer on(Dataset<Row> rows) {
    return on(new GivenTable(rows));
  }

  /** Trains on the rows of this source rather than of the configuration's {@code data.source}. */
  public Trainer on(Source rows) {
    this.source = Optional.of(rows);
    return this;
  }

  /** Takes test rows from here rather than from the configuration's {@code data.test}. */
  public Trainer testOn(Source rows) {
    this.test = Optional.of(rows);
    return this;
  }

  /** Saves the run's state there, as {@code training.checkpoints} says. */
  public Trainer checkpoints(CheckpointStore in) {
    this.store = Optional.of(in);
    return this;
  }

  /**
   * Goes on from a checkpoint, which is taken over, to the same bits as a run that was never
   * interrupted.
   *
   * @param path names it in messages
   * @throws UserMistake if it is of another configuration
   */
  public Trainer resume(Checkpoint from, String path) {
    from.requireConfiguration(configuration, path);
    this.resumed = Optional.of(from);
    this.resumedFrom = path;
    return this;
  }

  public Trainer listener(TrainingListener listener) {
    listeners.add(listener);
    return this;
  }

  /** Asks the run to end after the round under way; may be called by any thread. */
  public void requestStop() {
    stopRequested.set(true);
  }

  /**
   * Trains.
   *
   * @throws UserMistake if configuration and data do not fit each other
   * @throws org.sparkprop.driver.round.DivergenceException if loss or gradient are not finite
   */
  public TrainingResult train(SparkSession spark) {
    Map<Part, Source> own = configuration.data().ownSources();
    test.ifPresent(rows -> own.put(Part.TEST, rows));
    return Preparation.with(
        spark,
        configuration,
        source.orElseGet(() -> configuration.data().requiredSource()),
        own,
        this::train);
  }

  private TrainingResult train(PreparedRun run) {
    final long started = System.nanoTime();
    TrainingConfiguration training = run.training();
    RunData data = run.data();
    RoundPlan plan = run.plan();
    Origin origin = run.origin();
    resumed.ifPresent(from -> requireFit(from, origin, run));
    Position position = resumed.map(from -> from.state().position()).orElse(Position.START);
    run.requireCalibration();
    Updater updater =
        resumed.map(from -> run.updater(from.state().update())).orElseGet(run::updater);
    announce(
        new TrainingEvent.Started(
            run.name(),
            run.network(),
            data.rows(Part.TRAINING),
            data.rows(Part.VALIDATION),
            data.rows(Part.TEST),
            plan.shards(),
            plan.roundsPerEpoch(),
            plan.roundsPerEpoch() * training.epochs(),
            run.memory(),
            warnings(run)));
    if (data.rejected().count() > 0) {
      announce(new TrainingEvent.RowsLeftOut(data.rejected()));
    }
    resumed.ifPresent(from -> announce(new TrainingEvent.Resumed(position.rounds(), resumedFrom)));
    FlatVector weights = resumed.map(from -> from.state().weights()).orElseGet(run::initialWeights);
    RowCounter trained = new RowCounter(this::announce, position);
    EndReason reason;
    try (RoundEngine engine = run.watchedEngine(w -> announce(new TrainingEvent.Warned(w)));
        Checkpoints checkpoints = checkpoints(training, origin, trained)) {
      TrainingLoop loop =
          new TrainingLoop(
              run.network(),
              updater,
              engine,
              plan.roundsPerEpoch(),
              training.epochs(),
              training.earlyStopping().map(EarlyStopping::measure),
              training.onDivergence(),
              checkpoints,
              trained,
              stopRequested::get);
      reason = loop.run(weights, position).reason();
    }
    double seconds = position.seconds() + (System.nanoTime() - started) * 1e-9;
    PreparedRun calibrated = calibrated(run, weights);
    Optional<Evaluation> tested = calibrated.evaluator(Part.TEST).evaluate(weights);
    announce(
        new TrainingEvent.Ended(
            reason,
            updater.bestEpoch(),
            trained.rounds,
            trained.rows,
            seconds,
            trained.spent,
            trained.traffic,
            tested.map(Evaluation::measures).orElse(Map.of())));
    return new TrainingResult(model(calibrated, weights), reason, tested);
  }

  /** The run with the temperature that its validation rows want, where that is asked for. */
  private PreparedRun calibrated(PreparedRun run, FlatVector weights) {
    if (run.training().calibrate() == Calibrate.NONE) {
      return run;
    }
    OptionalDouble temperature = run.temperature(weights);
    if (temperature.isEmpty()) {
      announce(
          new TrainingEvent.Warned(
              "training.calibrate: the likeliest temperature of the %,d validation rows is below %s or above %s, which says that they are too few or too easy; the probabilities stay as they are"
                  .formatted(
                      run.data().rows(Part.VALIDATION),
                      TemperatureSearch.LEAST,
                      1 / TemperatureSearch.LEAST)));
      return run;
    }
    PreparedRun calibrated = run.withTemperature(temperature.getAsDouble());
    announce(
        new TrainingEvent.Calibrated(
            temperature.getAsDouble(), validation(run, weights), validation(calibrated, weights)));
    return calibrated;
  }

  private static Map<String, Double> validation(PreparedRun run, FlatVector weights) {
    return run.evaluator(Part.VALIDATION)
        .evaluate(weights)
        .map(Evaluation::measures)
        .orElse(Map.of());
  }

  private Checkpoints checkpoints(
      TrainingConfiguration training, Origin origin, TrainingListener listener) {
    return new Checkpoints(
        training.checkpoints(),
        training.onDivergence(),
        origin,
        store.map(in -> new CheckpointWriter(in, training.checkpoints().keep())),
        listener);
  }

  private void requireFit(Checkpoint from, Origin origin, PreparedRun run) {
    from.requireData(origin.data(), resumedFrom);
    int parameters = run.network().parameterCount();
    if (from.state().weights().length() != parameters) {
      throw new UserMistake(
          "%s: expected weights of %d numbers, got %d"
              .formatted(resumedFrom, parameters, from.state().weights().length()));
    }
    long rounds = run.plan().roundsPerEpoch() * run.training().epochs();
    if (from.state().position().rounds() > rounds) {
      throw new UserMistake(
          "training.epochs: %d epochs have %d rounds, and %s has %d already"
              .formatted(
                  run.training().epochs(), rounds, resumedFrom, from.state().position().rounds()));
    }
  }

  private List<String> warnings(PreparedRun run) {
    RoundPlan plan = run.plan();
    List<String> warnings = new ArrayList<>(run.data().warnings());
    run.start().ifPresent(from -> warnings.addAll(from.warnings(run.network())));
    int slots = ShardGroups.taskSlots(run.context().sc());
    if (plan.shards() < slots) {
      warnings.add(
          "%d shards keep only %d of %d task slots busy; training.shards: %d uses all (and gives other weights)"
              .formatted(plan.shards(), plan.shards(), slots, slots));
    } else if (plan.shards() % slots != 0) {
      int turns = (plan.shards() + slots - 1) / slots;
      double busy = plan.shards() / (double) (turns * slots);
      if (busy < LEAST_BUSY) {
        warnings.add(
            "%d shards on %d task slots: some tasks have %d shards and others fewer, and %.0f%% of the slots' time is waiting; a multiple of %d shards would use all (and give other weights)"
                .formatted(plan.shards(), slots, turns, 100 * (1 - busy), slots));
      }
    }
    return warnings;
  }

  /** All layers, those that were frozen with the weights that they came with. */
  private TrainedModel model(PreparedRun run, FlatVector weights) {
    Network network = run.network().unfrozen();
    Encoder encoder = run.data().encoder();
    ModelDescription description =
        new ModelDescription(
            ModelDescription.FORMAT,
            ModelDescription.VERSION,
            "sparkprop 0.1.0",
            configuration.name(),
            weights.precision(),
            Arrays.stream(network.input().dimensions()).boxed().toList(),
            run.configuration().network(),
            encoder,
            configuration.data().missing().values(),
            configuration.data().missing().rule(),
            run.start().map(StartingModel::origin),
            run.network().frozen(),
            "");
    return new TrainedModel(description, network, run.allWeights(weights));
  }

  /** One event at a time: those who watch a round tell of it from a thread of their own. */
  private synchronized void announce(TrainingEvent event) {
    listeners.forEach(listener -> listener.on(event));
  }

  /** Counts rows and time while it passes events on. */
  private static final class RowCounter implements TrainingListener {
    private final TrainingListener next;
    private final TimeSpent spent = new TimeSpent();
    private Traffic traffic = Traffic.NONE;
    private long rounds;
    private long rows;

    /** Counts on from where the run stands. */
    RowCounter(TrainingListener next, Position from) {
      this.next = next;
      this.rounds = from.rounds();
      this.rows = from.rows();
    }

    @Override
    public void on(TrainingEvent event) {
      if (event instanceof TrainingEvent.RoundEnded round) {
        rounds++;
        rows += round.rows();
        spent.add(round.times(), round.updateSeconds());
        traffic = traffic.plus(round.times().traffic());
      } else if (event instanceof TrainingEvent.RolledBack back) {
        rounds = back.round();
      } else if (event instanceof TrainingEvent.EpochEnded epoch) {
        spent.addEvaluation(epoch.evaluationSeconds());
      }
      next.on(event);
    }
  }
}
