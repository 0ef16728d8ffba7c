package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  private static FlatVector vector(int numbers, long seed) {
    Random random = new Random(seed);
    FlatVector vector = FlatVector.zeros(Precision.FLOAT32, numbers);
    for (int i = 0; i < numbers; i++) {
      vector.set(i, random.nextGaussian());
    }
    return vector;
  }

  /** What an executor does: weights come, its shards' sums go, as long as there is work. */
  private static List<byte[]> executor(MeetingPlace place, int shard, int numbers) {
    List<byte[]> weights = new ArrayList<>();
    ReceivedWeights received = ReceivedWeights.of(place);
    Lines lines = new Lines();
    try (StarLink link =
        new StarLink(lines.to(place.host(), place.port()), place, 0, received, lines::close)) {
      Delivery next = link.ask(0, Optional.empty()).join();
      while (next.assignment().kind().isWork()) {
        long step = next.assignment().step();
        byte[] bytes = new byte[received.whole().remaining()];
        received.whole().get(bytes);
        weights.add(bytes);
        GradientSum sum = new GradientSum(vector(numbers, 100 * step + shard), 1, 2, 3);
        RoundReport report =
            new RoundReport(
                List.of(shard),
                1,
                new ExecutorProcess("e" + shard, "host", "Haswell"),
                1,
                1,
                "",
                3,
                List.of(),
                0,
                List.of(new MergeTree.Node(0, shard, sum)));
        next = link.ask(step, Optional.of(new Answer.Gradient(report))).join();
      }
    }
    return weights;
  }

  private static void roundsOf(SparkConf conf, int numbers) throws Exception {
    Merging merging = new Merging(2, numbers, Precision.FLOAT32, new None());
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        Meeting meeting = Meeting.open("star", 2);
        MeetingServer server = new MeetingServer("star", meeting, numbers, merging)) {
      List<CompletableFuture<List<byte[]>>> executors = new ArrayList<>();
      for (int shard = 0; shard < 2; shard++) {
        int number = shard;
        executors.add(
            CompletableFuture.supplyAsync(() -> executor(server.place(), number, numbers)));
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

  @ParameterizedTest
  @ValueSource(ints = {1, 65_536, 65_537, 1_000_000})
  void weightsGoOutAndSumsComeBack(int numbers) throws Exception {
    roundsOf(Loopback.conf(), numbers);
  }

  @Test
  void encryptedToo() throws Exception {
    roundsOf(Loopback.authenticated(), 300_000);
  }
}
