package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.compression.None;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.round.ExecutorProcess;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.round.RoundSums;

/** Executors and their driver on Spark's own network layer, with vectors of many pieces. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StarLinkTest {
  private static final int ROUNDS = 3;
  private static final Path SHARED = Path.of("/dev/shm");

  private static FlatVector vector(int numbers, long seed) {
    Random random = new Random(seed);
    FlatVector vector = FlatVector.zeros(Precision.FLOAT32, numbers);
    for (int i = 0; i < numbers; i++) {
      vector.set(i, random.nextGaussian());
    }
    return vector;
  }

  private static MergeTree.Node node(int numbers, long seed, int shard) {
    return new MergeTree.Node(0, shard, new GradientSum(vector(numbers, seed + shard), 1, 2, 3));
  }

  private static Answer gradient(List<MergeTree.Node> nodes) {
    return new Answer.Gradient(
        new RoundReport(
            nodes.stream().map(MergeTree.Node::index).toList(),
            nodes.size(),
            new ExecutorProcess("e" + nodes.get(0).index(), "host", "Haswell"),
            1,
            1,
            "",
            3L * nodes.size(),
            List.of(),
            0,
            nodes));
  }

  /** What an executor does: weights come, its shards' sums go, as long as there is work. */
  private static List<byte[]> executor(
      MeetingPlace place, Class<? extends DriverLink> expected, int shard, int numbers) {
    List<byte[]> weights = new ArrayList<>();
    Seat seat = new Seat(0, shard, 2, 1);
    // Not by DriverLink.to, which finds the meeting in this JVM.
    try (DriverLink link = DriverLink.onTheWire(place, seat)) {
      assertEquals(expected, link.getClass());
      Delivery next = link.ask(0, Optional.empty()).join();
      while (next.assignment().kind().isWork()) {
        long step = next.assignment().step();
        ByteBuffer came = ((EncodedWeights) next.weights()).bytes().duplicate();
        byte[] bytes = new byte[came.remaining()];
        came.get(bytes);
        weights.add(bytes);
        next =
            link.ask(step, Optional.of(gradient(List.of(node(numbers, 100 * step, shard))))).join();
      }
    }
    return weights;
  }

  private static void roundsOf(
      SparkConf conf, Class<? extends DriverLink> expectedLink, int numbers) throws Exception {
    Merging merging = new Merging(2, numbers, Precision.FLOAT32, new None());
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        Meeting meeting = Meeting.open("star", 2);
        MeetingServer server = new MeetingServer("star", meeting, numbers, merging)) {
      List<CompletableFuture<List<byte[]>>> executors = new ArrayList<>();
      for (int shard = 0; shard < 2; shard++) {
        int number = shard;
        executors.add(
            CompletableFuture.supplyAsync(
                () -> executor(server.place(), expectedLink, number, numbers)));
      }
      List<byte[]> laid = new ArrayList<>();
      for (int step = 1; step <= ROUNDS; step++) {
        FlatVector weights = vector(numbers, step);
        laid.add(weights.toBytes());
        RoundSums sums =
            meeting
                .hold(
                    new Round(step, step, 1, false),
                    weights,
                    new RoundSums(merging, () -> FlatVector.zeros(Precision.FLOAT32, numbers)),
                    () -> false)
                .orElseThrow();
        FlatVector expected = vector(numbers, 100L * step);
        expected.add(vector(numbers, 100L * step + 1));
        assertEquals(expected, sums.total().gradient());
        assertEquals(6, sums.total().rows());
      }
      meeting.dismiss();
      for (CompletableFuture<List<byte[]>> executor : executors) {
        List<byte[]> came = executor.get();
        assertEquals(laid.size(), came.size());
        for (int i = 0; i < came.size(); i++) {
          assertArrayEquals(laid.get(i), came.get(i));
        }
      }
    }
  }

  private static SparkConf withoutSharedMemory() {
    return Loopback.conf().set(MeetingPlace.SHARED_MEMORY, "false");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_536, 65_537, 1_000_000})
  void weightsGoOutAndSumsComeBack(int numbers) throws Exception {
    roundsOf(withoutSharedMemory(), StarLink.class, numbers);
  }

  @Test
  void encryptedToo() throws Exception {
    roundsOf(Loopback.authenticated(), StarLink.class, 300_000);
  }

  @Test
  void shortVectorsAreNotWorthMemory() throws Exception {
    roundsOf(Loopback.conf(), StarLink.class, 65_536);
  }

  @ParameterizedTest
  @ValueSource(ints = {65_537, 1_000_000})
  void throughSharedMemory(int numbers) throws Exception {
    assumeTrue(Files.isDirectory(SHARED), "needs " + SHARED);
    roundsOf(Loopback.conf(), NearbyLink.class, numbers);
    // Of this process alone: others may just be sharing some.
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      List<String> shared = maps.filter(map -> map.contains(SHARED + "/sparkprop-")).toList();
      assertTrue(!shared.isEmpty());
      shared.forEach(map -> assertTrue(map.endsWith("(deleted)"), map));
    }
  }

  /** Eight nodes, no two of which have a parent's two children. */
  private static Answer everyOther(int first) {
    return gradient(IntStream.range(0, 8).mapToObj(i -> node(70_000, 100, 2 * i + first)).toList());
  }

  private static Optional<RoundSums> held(Meeting meeting, Merging merging) {
    try {
      return meeting.hold(
          new Round(1, 1, 1, false),
          vector(merging.numbers(), 1),
          new RoundSums(merging, () -> FlatVector.zeros(Precision.FLOAT32, merging.numbers())),
          () -> false);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** More sums than there is room for: as many nodes as an executor's shards make. */
  @Test
  void whatHasNoRoomGoesAsAStream() throws Exception {
    assumeTrue(Files.isDirectory(SHARED), "needs " + SHARED);
    Merging merging = new Merging(16, 70_000, Precision.FLOAT32, new None());
    try (JavaSparkContext spark = new JavaSparkContext(Loopback.conf());
        Meeting meeting = Meeting.open("star", 16);
        MeetingServer server = new MeetingServer("star", meeting, 70_000, merging);
        DriverLink even = DriverLink.onTheWire(server.place(), new Seat(0, 0, 2, 1));
        DriverLink odd = DriverLink.onTheWire(server.place(), new Seat(0, 1, 2, 1))) {
      assertEquals(NearbyLink.class, even.getClass());
      CompletableFuture<Optional<RoundSums>> round =
          CompletableFuture.supplyAsync(() -> held(meeting, merging));
      even.ask(0, Optional.empty()).join();
      odd.ask(0, Optional.empty()).join();
      CompletableFuture<?> evenNext = even.ask(1, Optional.of(everyOther(0)));
      CompletableFuture<?> oddNext = odd.ask(1, Optional.of(everyOther(1)));
      FlatVector sum = round.get().orElseThrow().total().gradient();
      FlatVector expected = vector(70_000, 100);
      for (int shard = 1; shard < 16; shard++) {
        expected.add(vector(70_000, 100 + shard));
      }
      for (int i = 0; i < 70_000; i++) {
        assertEquals(expected.get(i), sum.get(i), 1e-4);
      }
      meeting.dismiss();
      evenNext.join();
      oddNext.join();
    }
  }
}
