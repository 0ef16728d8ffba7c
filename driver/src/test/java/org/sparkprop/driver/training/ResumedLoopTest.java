package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.update.ParameterLayout;
import org.sparkprop.common.update.UpdateRule;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.checkpoint.Checkpoint;
import org.sparkprop.driver.checkpoint.CheckpointStore;
import org.sparkprop.driver.checkpoint.CheckpointWriter;
import org.sparkprop.driver.checkpoint.Position;
import org.sparkprop.driver.configuration.Stop;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.RoundResult;
import org.sparkprop.driver.round.RoundTimes;
import org.sparkprop.driver.round.Traffic;
import org.sparkprop.worker.round.Round;

/**
 * Under every rule, and all that joins one, a run that ends after any round and goes on from its
 * checkpoint on the disk comes to the same bits as one that never ended.
 */
class ResumedLoopTest {
  private static final int ROUNDS_PER_EPOCH = 5;
  private static final int EPOCHS = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** A bowl that is a little elsewhere in each round of an epoch; one for full batches. */
  private record Bowl(Precision precision, int sumNumbers, boolean stands) implements RoundEngine {
    @Override
    public RoundResult run(FlatVector weights, Round round) {
      FlatVector sum = FlatVector.zeros(precision, sumNumbers);
      double loss = 0;
      int parameters = 6;
      for (int i = 0; i < parameters; i++) {
        double middle = i / 3.0 - (stands ? 0 : 0.3 * Math.sin(round.number() + i));
        double away = weights.get(i) - middle;
        loss += (i + 1) * away * away / 2 + Math.pow(away, 4);
        sum.set(i, 7 * ((i + 1) * away + 4 * Math.pow(away, 3)));
      }
      int at = parameters;
      for (int i = 0; i < parameters && sumNumbers > parameters; i++) {
        for (int j = i; j < parameters; j++) {
          sum.set(at, i == j ? 7 * (i + 1) : 0.1);
          at++;
        }
      }
      GradientSum all = new GradientSum(sum, 7 * loss, 7, 4);
      RoundTimes times = new RoundTimes(0, 0, 0, 0, 0, new Traffic(0, 0), List.of());
      return new RoundResult(all, times, List.of());
    }

    @Override
    public Optional<Evaluation> evaluate(FlatVector weights) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  /** Settings of a training, by the rules' names. */
  private static Map<String, TrainingConfiguration> trainings() throws IOException {
    Map<String, TrainingConfiguration> trainings = new LinkedHashMap<>();
    List<Class<? extends Record>> rules =
        List.of(UpdateRule.class.getAnnotation(Members.class).value());
    for (String rule : rules.stream().map(Names::of).toList()) {
      Class<?> type = Binder.bind(TextNode.valueOf(rule), UpdateRule.class, "rule").getClass();
      boolean full = Stream.of("rprop", "l-bfgs", "levenberg-marquardt").anyMatch(rule::equals);
      trainings.put(
          type.getSimpleName(),
          training("{\"update-rule\": \"%s\"%s}".formatted(rule, full ? FULL : "")));
    }
    trainings.put(
        "products",
        training(
            "{\"update-rule\": {\"levenberg-marquardt\": {\"matrix-up-to\": 0, \"most-products\": 3}}%s}"
                .formatted(FULL)));
    for (String schedule :
        List.of(
            "{\"step\": {\"initial\": 0.05, \"every\": 0.7}}",
            "{\"exponential\": {\"initial\": 0.05, \"factor\": 0.5}}",
            "{\"polynomial\": {\"initial\": 0.05}}",
            "{\"cosine\": {\"initial\": 0.05, \"epochs\": 1.5}}",
            "{\"one-cycle\": {\"peak\": 0.05}}",
            "{\"warm-up\": {\"epochs\": 1.3, \"then\": 0.05}}")) {
      trainings.put(
          schedule,
          training(
              "{\"update-rule\": {\"momentum\": {\"learning-rate\": %s}}}".formatted(schedule)));
    }
    trainings.put("all that joins a rule", training(JOINED));
    return trainings;
  }

  private static final String FULL = ", \"batch-size\": \"full\"";
  private static final String JOINED =
      """
      {"update-rule": {"nadam": {"learning-rate": 0.05}}, "accumulate-rounds": 2,
       "penalty": {"l1": 0.001, "l2": 0.001}, "clip": {"value": 5, "norm": 2},
       "reduce-on-plateau": {"measure": "train-loss", "factor": 0.5, "patience": 0},
       "weight-decay": 0.01, "layer-rates": {"bias": 2}, "max-norm": 3, "weight-average": 0.9,
       "early-stopping": {"measure": "train-loss", "patience": 1, "least-change": 0.05}}
      """;

  private static TrainingConfiguration training(String text) throws IOException {
    return Binder.bind(JSON.readTree(text), TrainingConfiguration.class, "training");
  }

  private static Network network() throws IOException {
    String text = "{\"layers\": [{\"dense\": {\"units\": 2}}], \"loss\": \"mean-squared-error\"}";
    return new Network(
        new Shape(2), Binder.bind(JSON.readTree(text), NetworkConfiguration.class, "network"));
  }

  /** One process of a run: until it has ended or so many rounds are done. */
  private record Session(TrainingConfiguration training, Precision precision, List<String> epochs) {
    TrainingLoop.Outcome run(
        Updater updater, FlatVector weights, Position from, int most, Optional<CheckpointStore> in)
        throws IOException {
      Network network = network();
      int[] asked = new int[1];
      BooleanSupplier stop = () -> asked[0]++ >= most;
      TrainingListener listener =
          event -> {
            if (event instanceof TrainingEvent.EpochEnded epoch) {
              epochs.add(epoch.epoch() + ": " + epoch.trainLoss() + ", " + epoch.rows());
            }
          };
      boolean stands = training.isFullBatch();
      Curvature curvature = training.curvature(network);
      try (Checkpoints checkpoints =
          FakeRuns.checkpoints(
              new Stop(), in.map(store -> new CheckpointWriter(store, 3)), listener)) {
        return new TrainingLoop(
                network,
                updater,
                new Bowl(precision, curvature.sumNumbers(network.parameterCount()), stands),
                ROUNDS_PER_EPOCH,
                EPOCHS,
                Optional.empty(),
                new Stop(),
                checkpoints,
                listener,
                stop)
            .run(weights, from);
      }
    }
  }

  private static FlatVector start(Precision precision) {
    return FlatVector.of(precision, -1.2, 1, 0.5, 0.3, -0.2, 0.9);
  }

  @ParameterizedTest
  @EnumSource
  void goesOnToTheSameBitsAfterAnyRound(Precision precision) throws IOException {
    ParameterLayout layout = ParameterLayout.of(network());
    int resumptions = 0;
    for (Map.Entry<String, TrainingConfiguration> entry : trainings().entrySet()) {
      TrainingConfiguration training = entry.getValue();
      Updater whole = Updater.start(training.chain(), layout, precision);
      FlatVector expected = start(precision);
      Session undisturbed = new Session(training, precision, new ArrayList<>());
      EndReason reason =
          undisturbed.run(whole, expected, Position.START, 1000, Optional.empty()).reason();
      // Both precisions save and load alike; odd ones are within epochs and at their ends.
      int step = precision == Precision.FLOAT32 ? 2 : 7;
      for (int cut = 1; cut < ROUNDS_PER_EPOCH * EPOCHS; cut += step) {
        String name = entry.getKey() + " cut after " + cut;
        CheckpointStore store = FakeRuns.store(folder.resolve(precision + "-" + resumptions));
        Session session = new Session(training, precision, new ArrayList<>());
        session.run(
            Updater.start(training.chain(), layout, precision),
            start(precision),
            Position.START,
            cut,
            Optional.of(store));
        Checkpoint saved = store.newestWhole().newest().orElseThrow();
        FlatVector weights = saved.state().weights();
        Updater resumed =
            Updater.resume(training.chain(), layout, precision, saved.state().update());
        EndReason second =
            session
                .run(resumed, weights, saved.state().position(), 1000, Optional.empty())
                .reason();
        assertEquals(expected, weights, name);
        assertEquals(whole.state().numbers(), resumed.state().numbers(), name);
        assertEquals(whole.state().vectors(), resumed.state().vectors(), name);
        assertEquals(undisturbed.epochs, session.epochs, name);
        assertEquals(reason, second, name);
        resumptions++;
      }
    }
    assertEquals(24 * (precision == Precision.FLOAT32 ? 10 : 3), resumptions);
  }
}
