package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real master and three real workers, and the same weights to the byte with one, two and three
 * executors as in local mode, by either engine of rounds, and with an executor killed on the way.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SameAnswerOnClusterIT {
  /** As a careful cluster is set up. */
  private static final String[] AUTHENTICATED = {
    "spark.authenticate=true", "spark.authenticate.secret=kept", "spark.network.crypto.enabled=true"
  };

  private static final String PEERS = "spark.sparkprop.standing.topology=peers";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private List<String> digits(String name, int epochs, List<String> where, String... options) {
    List<String> command =
        Processes.trainDigits(folder.resolve(name), "--set", "training.epochs=" + epochs);
    command.addAll(where);
    command.addAll(List.of(options));
    return command;
  }

  private String hash(String name) throws Exception {
    return Processes.sha256OfWeights(folder.resolve(name));
  }

  @Test
  void oneHashForLocalModeAndForOneTwoAndThreeExecutors() throws Exception {
    Map<String, String> hashes = new LinkedHashMap<>();
    Processes.run(digits("local", 3, List.of("--master", "local[2]")), line -> {});
    hashes.put("local[2]", hash("local"));
    try (Cluster cluster = new Cluster(folder.resolve("cluster"), 3)) {
      for (int executors = 1; executors <= 3; executors++) {
        for (String rounds : List.of("job", "standing")) {
          String name = rounds + "-" + executors;
          Processes.run(
              digits(
                  name,
                  3,
                  cluster.options(),
                  "--set",
                  "training.rounds=" + rounds,
                  "--total-executor-cores",
                  Integer.toString(executors)),
              line -> {});
          hashes.put(name, hash(name));
        }
        String name = "peers-" + executors;
        Processes.run(
            digits(
                name,
                3,
                cluster.options(),
                "--conf",
                PEERS,
                "--total-executor-cores",
                Integer.toString(executors)),
            line -> {});
        hashes.put(name, hash(name));
      }
    }
    Set<String> distinct = new TreeSet<>(hashes.values());
    assertEquals(1, distinct.size(), () -> "hashes: " + hashes);
  }

  @Test
  void oneHashForImages() throws Exception {
    String[] images = {
      "--set",
      "network.layers=[{reshape: {shape: [1, 8, 8]}}, {convolution-2d: {filters: 8, kernel: 3}},"
          + " {batch-normalization: {statistics: global}}, {activation: {function: relu}},"
          + " max-pool-2d, flatten,"
          + " {dropout: {rate: 0.2}}, {dense: {units: 10}}]",
      "--set",
      "training.augmentation={kinds: [{affine: {shift: 1, rotation: 10}}, {cutout: {size: 2}}]}"
    };
    Processes.run(digits("local", 3, List.of("--master", "local[2]"), images), line -> {});
    try (Cluster cluster = new Cluster(folder.resolve("cluster"), 2)) {
      Processes.run(digits("two-executors", 3, cluster.options(), images), line -> {});
    }
    assertEquals(hash("local"), hash("two-executors"));
  }

  /**
   * Sums longer than the weights, and weights longer than the sums; peers would want them alike.
   */
  @Test
  void oneHashForCurvature() throws Exception {
    List<String> matrix =
        List.of(
            "--set",
            "training.update-rule=levenberg-marquardt",
            "--set",
            "training.batch-size=full",
            "--set",
            "training.shards=3",
            "--set",
            "network.layers=[{dense: {units: 4, activation: tanh}}, {dense: {units: 10}}]");
    List<String> products = new ArrayList<>(matrix);
    products.addAll(
        List.of(
            "--set", "training.update-rule.levenberg-marquardt.matrix-up-to=0",
            "--set", "training.update-rule.levenberg-marquardt.most-products=3"));
    try (Cluster cluster = new Cluster(folder.resolve("cluster"), 2)) {
      for (List<String> options : List.of(matrix, products)) {
        String name = options == matrix ? "matrix" : "products";
        String[] settings = options.toArray(String[]::new);
        Processes.run(
            digits(name + "-local", 6, List.of("--master", "local[2]"), settings), line -> {});
        List<String> jobs = new ArrayList<>(options);
        jobs.addAll(List.of("--set", "training.rounds=job"));
        Processes.run(
            digits(name + "-by-jobs", 6, cluster.options(), jobs.toArray(String[]::new)),
            line -> {});
        List<String> peers = new ArrayList<>(options);
        peers.addAll(List.of("--conf", PEERS));
        Processes.run(
            digits(name + "-standing", 6, cluster.options(), peers.toArray(String[]::new)),
            line -> {});
        assertEquals(hash(name + "-local"), hash(name + "-by-jobs"), name);
        assertEquals(hash(name + "-local"), hash(name + "-standing"), name);
      }
    }
  }

  /** Weights of frozen layers go out once, and are none of a round's bytes. */
  @Test
  void oneHashAndFewerBytesWithAFrozenLayer() throws Exception {
    String[] frozen = {"--set", "training.freeze=[0]"};
    Processes.run(digits("local", 2, List.of("--master", "local[2]"), frozen), line -> {});
    try (Cluster cluster = new Cluster(folder.resolve("cluster"), 2)) {
      for (String rounds : List.of("standing", "job")) {
        List<String> command = digits(rounds, 2, cluster.options(), frozen);
        command.addAll(List.of("--set", "training.rounds=" + rounds));
        Processes.run(command, line -> {});
        assertEquals(hash("local"), hash(rounds), rounds);
        for (String text : Files.readAllLines(folder.resolve(rounds + "/metrics.jsonl"))) {
          JsonNode line = JSON.readTree(text);
          if (line.get("event").asText().equals("round")) {
            // 2,570 numbers learn and 16,640 do not.
            long most = 2L * 2 * 4 * 2570 + 4096;
            long all = line.get("sent-bytes").asLong() + line.get("received-bytes").asLong();
            assertTrue(all < most, text);
          }
        }
      }
    }
  }

  @Test
  void oneHashWithAnExecutorKilledOnTheWay() throws Exception {
    Processes.run(digits("local", 30, List.of("--master", "local[2]")), line -> {});
    for (String rounds : List.of("job", "standing")) {
      try (Cluster cluster = new Cluster(folder.resolve("cluster-" + rounds), 2, AUTHENTICATED)) {
        boolean[] killed = new boolean[1];
        Processes.run(
            digits(rounds, 30, cluster.options(), "--set", "training.rounds=" + rounds),
            line -> {
              if (!killed[0] && line.startsWith("epoch 5 ")) {
                killed[0] = true;
                cluster.killExecutorOf(2);
              }
            });
        assertTrue(killed[0]);
      }
      assertEquals(hash("local"), hash(rounds), rounds);
    }
  }

  /**
   * The engines' ways to three executors, and one of these killed while they exchange by slices.
   */
  @Test
  void oneHashBySlicesOverPeersWithAnExecutorKilledOnTheWay() throws Exception {
    Processes.run(digits("local", 30, List.of("--master", "local[2]")), line -> {});
    try (Cluster cluster = new Cluster(folder.resolve("cluster-peers"), 3, AUTHENTICATED)) {
      boolean[] killed = new boolean[1];
      Processes.run(
          digits("peers", 30, cluster.options(), "--conf", PEERS),
          line -> {
            if (!killed[0] && line.startsWith("epoch 5 ")) {
              killed[0] = true;
              cluster.killExecutorOf(2);
            }
          });
      assertTrue(killed[0]);
      Processes.run(
          digits("job", 30, cluster.options(), "--set", "training.rounds=job"), line -> {});
    }
    assertEquals(hash("local"), hash("peers"));
    assertEquals(hash("local"), hash("job"));
  }

  /** One vector in and one out for each executor, by either topology, and a little more. */
  @Test
  void bytesOnTheWire() throws Exception {
    try (Cluster cluster = new Cluster(folder.resolve("cluster-bytes"), 2)) {
      for (String topology : List.of("star", "peers")) {
        Processes.run(
            digits(
                topology,
                2,
                cluster.options(),
                "--conf",
                "spark.sparkprop.standing.topology=" + topology),
            line -> {});
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(topology + "/metrics.jsonl"))) {
          lines.add(JSON.readTree(line));
        }
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
    }
    assertEquals(hash("star"), hash("peers"));
  }

  /**
   * Half of a vector back from each executor, the same bits by every way, and nothing forgotten.
   */
  @Test
  void sixteenBitGradientsOnTheWire() throws Exception {
    String[] float16 = {"--set", "training.gradient-compression=float16"};
    Processes.run(digits("local", 3, List.of("--master", "local[2]"), float16), line -> {});
    try (Cluster cluster = new Cluster(folder.resolve("cluster-float16"), 2)) {
      for (String way : List.of("job", "star", "peers")) {
        List<String> command = digits(way, 3, cluster.options(), float16);
        command.addAll(
            way.equals("job")
                ? List.of("--set", "training.rounds=job")
                : List.of("--conf", "spark.sparkprop.standing.topology=" + way));
        String said = Processes.run(command, line -> {});
        assertFalse(said.contains("gradient compression"), said);
        assertEquals(hash("local"), hash(way), way);
        long vector = 0;
        for (String text : Files.readAllLines(folder.resolve(way + "/metrics.jsonl"))) {
          JsonNode line = JSON.readTree(text);
          vector = line.has("parameters") ? 4 * line.get("parameters").asLong() : vector;
          if (line.get("event").asText().equals("round")) {
            long received = line.get("received-bytes").asLong();
            assertTrue(received > 0.45 * 2 * vector && received < 0.53 * 2 * vector, text);
          }
        }
      }
    }
  }

  /** What an executor takes with it is said. */
  @Test
  void aLostResidualIsSaid() throws Exception {
    try (Cluster cluster = new Cluster(folder.resolve("cluster-top-k"), 2)) {
      for (String rounds : List.of("job", "standing")) {
        boolean[] killed = new boolean[1];
        String said =
            Processes.run(
                digits(
                    rounds,
                    20,
                    cluster.options(),
                    "--set",
                    "training.gradient-compression={top-k: {share: 0.05}}",
                    "--set",
                    "training.rounds=" + rounds),
                line -> {
                  assertTrue(killed[0] || !line.contains("gradient compression"), line);
                  if (!killed[0] && line.startsWith("epoch 5 ")) {
                    killed[0] = true;
                    cluster.killExecutorOf(2);
                  }
                });
        assertTrue(killed[0]);
        assertTrue(said.contains("had lost what gradient compression had left unsent"), said);
      }
    }
  }
}
