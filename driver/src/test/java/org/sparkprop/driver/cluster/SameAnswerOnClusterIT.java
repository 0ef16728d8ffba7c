package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.worker.standing.MeetingPlace;

/**
 * A real master and three real workers, and the same weights to the byte with one, two and three
 * executors as in local mode, by either engine of rounds, and with an executor killed on the way.
 *
 * <p>Most trainings share a cluster and an application, since a training is shorter than the start
 * of a process. Where an executor is killed the cluster is the method's own.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SameAnswerOnClusterIT {
  /** As a careful cluster is set up. */
  private static final String[] AUTHENTICATED = {
    "spark.authenticate=true", "spark.authenticate.secret=kept", "spark.network.crypto.enabled=true"
  };

  private static final String TOPOLOGY = MeetingPlace.TOPOLOGY + "=";
  private static final String PEERS = TOPOLOGY + "peers";
  private static final String JOB = "training.rounds=job";
  private static final String STANDING = "training.rounds=standing";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static Cluster cluster;
  private static Application local;
  private static Optional<Application> application = Optional.empty();
  private static int executors;

  /** Of weights trained in local mode, by the configuration's overrides. */
  private static final Map<List<String>, String> LOCAL_HASHES = new HashMap<>();

  @TempDir Path folder;

  @BeforeAll
  static void startClusterAndLocalMode() throws Exception {
    cluster = new Cluster(shared.resolve("cluster"), 3);
    local = new Application(shared, 0, List.of("--master", "local[2]"));
  }

  @AfterAll
  static void stopClusterAndLocalMode() throws Exception {
    if (application.isPresent()) {
      application.get().close();
    }
    if (local != null) {
      local.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  /** An application on so many executors of the shared cluster: the last one, if it has so many. */
  private static Application on(int wanted) throws Exception {
    if (application.isEmpty() || executors != wanted) {
      if (application.isPresent()) {
        application.get().close();
      }
      application = Optional.of(on(cluster, wanted));
      executors = wanted;
    }
    return application.get();
  }

  private static Application on(Cluster where, int wanted) throws Exception {
    List<String> options = where.options();
    options.addAll(List.of("--total-executor-cores", Integer.toString(wanted)));
    return new Application(shared, wanted, options);
  }

  private static String localHash(List<String> overrides) throws Exception {
    if (!LOCAL_HASHES.containsKey(overrides)) {
      Path output = shared.resolve("local-" + LOCAL_HASHES.size());
      local.train(output, line -> {}, overrides);
      LOCAL_HASHES.put(overrides, Processes.sha256OfWeights(output));
    }
    return LOCAL_HASHES.get(overrides);
  }

  private String train(Application in, String name, List<String> overrides, String... more)
      throws Exception {
    return in.train(folder.resolve(name), line -> {}, plus(overrides, more));
  }

  private static List<String> plus(List<String> overrides, String... more) {
    return Stream.concat(overrides.stream(), Arrays.stream(more)).toList();
  }

  private String hash(String name) throws Exception {
    return Processes.sha256OfWeights(folder.resolve(name));
  }

  /** One and three executors first: the others go on with two. */
  @Test
  void oneHashForLocalModeAndForOneTwoAndThreeExecutors() throws Exception {
    List<String> digits = List.of("training.epochs=3");
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put("local[2]", localHash(digits));
    for (int count : new int[] {1, 3, 2}) {
      for (String way : List.of(JOB, STANDING, PEERS)) {
        String name = way + "-" + count;
        train(on(count), name, digits, way);
        hashes.put(name, hash(name));
      }
    }
    assertEquals(10, hashes.size());
    Set<String> distinct = new TreeSet<>(hashes.values());
    assertEquals(1, distinct.size(), () -> "hashes: " + hashes);
  }

  /** 90,010 numbers are more than go in a message; those of 16 bits have other lengths too. */
  @Test
  void oneHashForLongVectorsThroughMemoryAndStreams() throws Exception {
    List<String> wide = List.of("training.epochs=3", Processes.WIDE_LAYERS);
    train(on(2), "memory", wide);
    assertEquals(localHash(wide), hash("memory"));
    train(on(2), "streams", wide, MeetingPlace.SHARED_MEMORY + "=false");
    assertEquals(localHash(wide), hash("streams"));
    List<String> float16 = plus(wide, "training.gradient-compression=float16");
    train(on(2), "float16", float16);
    train(on(2), "float16-streams", float16, MeetingPlace.SHARED_MEMORY + "=false");
    assertEquals(localHash(float16), hash("float16"));
    assertEquals(hash("float16"), hash("float16-streams"));
  }

  @Test
  void oneHashForImages() throws Exception {
    List<String> images =
        List.of(
            "training.epochs=3",
            "network.layers=[{reshape: {shape: [1, 8, 8]}}, {convolution-2d: {filters: 8, kernel:"
                + " 3}}, {batch-normalization: {statistics: global}}, {activation: {function:"
                + " relu}}, max-pool-2d, flatten, {dropout: {rate: 0.2}}, {dense: {units: 10}}]",
            "training.augmentation={kinds: [{affine: {shift: 1, rotation: 10}}, {cutout: {size:"
                + " 2}}]}");
    train(on(2), "two-executors", images);
    assertEquals(localHash(images), hash("two-executors"));
  }

  /**
   * Sums longer than the weights, and weights longer than the sums; peers would want them alike.
   */
  @Test
  void oneHashForCurvature() throws Exception {
    List<String> matrix =
        List.of(
            "training.epochs=6",
            "training.update-rule=levenberg-marquardt",
            "training.batch-size=full",
            "training.shards=3",
            "network.layers=[{dense: {units: 4, activation: tanh}}, {dense: {units: 10}}]");
    List<String> products =
        plus(
            matrix,
            "training.update-rule.levenberg-marquardt.matrix-up-to=0",
            "training.update-rule.levenberg-marquardt.most-products=3");
    for (List<String> settings : List.of(matrix, products)) {
      String name = settings == matrix ? "matrix" : "products";
      train(on(2), name + "-by-jobs", settings, JOB);
      train(on(2), name + "-standing", settings, PEERS);
      assertEquals(localHash(settings), hash(name + "-by-jobs"), name);
      assertEquals(localHash(settings), hash(name + "-standing"), name);
    }
  }

  /** Weights of frozen layers go out once, and are none of a round's bytes. */
  @Test
  void oneHashAndFewerBytesWithAFrozenLayer() throws Exception {
    List<String> frozen = List.of("training.epochs=2", "training.freeze=[0]");
    for (String rounds : List.of(STANDING, JOB)) {
      train(on(2), rounds, frozen, rounds);
      assertEquals(localHash(frozen), hash(rounds), rounds);
      for (JsonNode line : metrics(rounds)) {
        if (line.get("event").asText().equals("round")) {
          // 2,570 numbers learn and 16,640 do not.
          long most = 2L * 2 * 4 * 2570 + 4096;
          long all = line.get("sent-bytes").asLong() + line.get("received-bytes").asLong();
          assertTrue(all < most, line::toString);
        }
      }
    }
  }

  private List<JsonNode> metrics(String name) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name + "/metrics.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  /** Each engine's training is submitted by itself, as users do. */
  @Test
  void oneHashWithAnExecutorKilledOnTheWay() throws Exception {
    for (String rounds : List.of(JOB, STANDING)) {
      try (Cluster own = new Cluster(folder.resolve("cluster-" + rounds), 2, AUTHENTICATED)) {
        List<String> command =
            Processes.trainDigits(
                folder.resolve(rounds), "--set", "training.epochs=30", "--set", rounds);
        command.addAll(own.options());
        Once kill = new Once("epoch 5 ", () -> own.killExecutorOf(2));
        Processes.run(command, kill);
        assertTrue(kill.isDone());
      }
      assertEquals(localHash(List.of("training.epochs=30")), hash(rounds), rounds);
    }
  }

  /**
   * The engines' ways to three executors, and one of these killed while they exchange by slices.
   */
  @Test
  void oneHashBySlicesOverPeersWithAnExecutorKilledOnTheWay() throws Exception {
    List<String> digits = List.of("training.epochs=30");
    try (Cluster own = new Cluster(folder.resolve("cluster-peers"), 3, AUTHENTICATED);
        Application three = on(own, 3)) {
      Once kill = new Once("epoch 5 ", () -> own.killExecutorOf(2));
      three.train(folder.resolve("peers"), kill, plus(digits, PEERS));
      assertTrue(kill.isDone());
      train(three, "job", digits, JOB);
    }
    assertEquals(localHash(digits), hash("peers"));
    assertEquals(localHash(digits), hash("job"));
  }

  /** One vector in and one out for each executor, by either topology, and a little more. */
  @Test
  void bytesOnTheWire() throws Exception {
    for (String topology : List.of("star", "peers")) {
      train(on(2), topology, List.of("training.epochs=2"), TOPOLOGY + topology);
      List<JsonNode> lines = metrics(topology);
      long vector = 4 * lines.get(0).get("parameters").asLong();
      long sent = 0;
      long received = 0;
      int rounds = 0;
      for (JsonNode line : lines) {
        if (line.get("event").asText().equals("round")) {
          rounds++;
          long weights = line.get("sent-bytes").asLong();
          long sums = line.get("received-bytes").asLong();
          sent += weights;
          received += sums;
          assertTrue(weights >= 2 * vector && weights <= 1.05 * 2 * vector, line::toString);
          // Zeros take no bytes, and the digits' margins are always empty.
          assertTrue(sums > vector && sums <= 1.05 * 2 * vector, line::toString);
        }
      }
      assertTrue(rounds > 10);
      JsonNode end = lines.get(lines.size() - 1);
      assertEquals(sent, end.get("sent-bytes").asLong());
      assertEquals(received, end.get("received-bytes").asLong());
    }
    assertEquals(hash("star"), hash("peers"));
  }

  /**
   * Half of a vector back from each executor, the same bits by every way, and nothing forgotten.
   */
  @Test
  void sixteenBitGradientsOnTheWire() throws Exception {
    List<String> float16 = List.of("training.epochs=3", "training.gradient-compression=float16");
    for (String way : List.of("job", "star", "peers")) {
      String said = train(on(2), way, float16, way.equals("job") ? JOB : TOPOLOGY + way);
      assertFalse(said.contains("gradient compression"), said);
      assertEquals(localHash(float16), hash(way), way);
      long vector = 0;
      for (JsonNode line : metrics(way)) {
        vector = line.has("parameters") ? 4 * line.get("parameters").asLong() : vector;
        if (line.get("event").asText().equals("round")) {
          long received = line.get("received-bytes").asLong();
          assertTrue(received > 0.45 * 2 * vector && received < 0.53 * 2 * vector, line::toString);
        }
      }
    }
  }

  /** What an executor takes with it is said. */
  @Test
  void aLostResidualIsSaid() throws Exception {
    List<String> topK =
        List.of("training.epochs=20", "training.gradient-compression={top-k: {share: 0.05}}");
    try (Cluster own = new Cluster(folder.resolve("cluster-top-k"), 2);
        Application two = on(own, 2)) {
      for (String rounds : List.of(JOB, STANDING)) {
        Once kill = new Once("epoch 5 ", () -> own.killExecutorOf(2));
        String said =
            two.train(
                folder.resolve(rounds),
                line -> {
                  assertTrue(kill.isDone() || !line.contains("gradient compression"), line);
                  kill.accept(line);
                },
                plus(topK, rounds));
        assertTrue(kill.isDone());
        assertTrue(said.contains("had lost what gradient compression had left unsent"), said);
      }
    }
  }
}
