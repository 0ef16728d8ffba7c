package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparkprop.common.compression.None;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.evaluation.EvaluationTask.OfShard;
import org.sparkprop.worker.round.ExecutorProcess;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.round.RoundSums;

/**
 * A meeting and executors that exchange by slices, with the test as the driver, as the executors'
 * tasks, and as the network between them.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PeerLinkTest {
  private static final String RUN = "peers";
  private static final Precision PRECISION = Precision.FLOAT32;

  private Meeting meeting;
  private long rounds;

  @AfterEach
  void close() {
    meeting.close();
  }

  /** The driver's end of a line, as {@link MeetingServer} is. */
  private Line driver(Merging merging) {
    return new Line() {
      @Override
      public <T> CompletableFuture<T> send(ByteBuffer message, Function<ByteBuffer, T> read) {
        final long bytes = message.remaining();
        CompletableFuture<T> answer = new CompletableFuture<>();
        Request request = Request.decode(message, merging);
        if (request instanceof Request.Next next) {
          meeting.next(
              next, bytes, laid -> answer.complete(read.apply(laid.encoded(next.wanted()))));
        } else if (request instanceof Request.Sums sums) {
          meeting.sums(sums, bytes, () -> answer.complete(read.apply(ByteBuffer.allocate(0))));
        } else if (request instanceof Request.Weights wanted) {
          answer.complete(
              read.apply(
                  meeting
                      .laid(wanted.step())
                      .map(laid -> laid.encodedWeights(wanted.span()))
                      .orElseGet(() -> ByteBuffer.allocate(0))));
        }
        return answer;
      }
    };
  }

  /** A line to an executor that may keep what is sent for later, or lose the connection. */
  private static final class Wire implements Line {
    private final PeerLink to;
    private final List<Runnable> kept = new ArrayList<>();
    private boolean keeps;
    private boolean isLost;

    Wire(PeerLink to) {
      this.to = to;
    }

    @Override
    public <T> CompletableFuture<T> send(ByteBuffer message, Function<ByteBuffer, T> read) {
      if (isLost) {
        return CompletableFuture.failedFuture(new IllegalStateException("connection refused"));
      }
      CompletableFuture<T> answer = new CompletableFuture<>();
      Runnable arrival =
          () -> {
            to.receive(message);
            answer.complete(read.apply(ByteBuffer.allocate(0)));
          };
      if (keeps) {
        kept.add(arrival);
      } else {
        arrival.run();
      }
      return answer;
    }

    void release() {
      keeps = false;
      kept.forEach(Runnable::run);
      kept.clear();
    }
  }

  private static Merging merging(int shards, int parameters) {
    return new Merging(shards, parameters, PRECISION, new None());
  }

  private record Executor(PeerLink link, ReceivedWeights weights, int[] shards) {}

  /** The executors of one attempt; {@code wires[from][to]} are the lines between them. */
  private record Stage(List<Executor> executors, Wire[][] wires) {}

  private Stage stage(int attempt, int parameters, int shards, int[]... shardsOf) {
    Merging merging = merging(shards, parameters);
    MeetingPlace place =
        new MeetingPlace(RUN, "", 0, "", merging.numbers(), merging, "peers", false);
    List<Executor> executors =
        IntStream.range(0, shardsOf.length)
            .mapToObj(
                e -> {
                  Seat seat = new Seat(attempt, e, shardsOf.length, 1);
                  ReceivedWeights weights = new ReceivedWeights(parameters, PRECISION.bytes());
                  return new Executor(
                      new PeerLink(driver(merging), place, seat, weights), weights, shardsOf[e]);
                })
            .toList();
    Wire[][] wires = new Wire[shardsOf.length][shardsOf.length];
    for (int from = 0; from < wires.length; from++) {
      for (int to = 0; to < wires.length; to++) {
        wires[from][to] = new Wire(executors.get(to).link());
      }
      executors.get(from).link().meetOn(List.of(wires[from]));
    }
    return new Stage(executors, wires);
  }

  /** Sums whose bits depend on the order in which they are added. */
  private static GradientSum sum(int parameters, int shard, double scale) {
    FlatVector gradient = FlatVector.zeros(PRECISION, parameters);
    for (int i = 0; i < parameters; i++) {
      gradient.set(i, scale * Math.sin(i + 1) * Math.pow(10, (i + shard * 7) % 9));
    }
    return new GradientSum(gradient, shard + 0.25, 2, 10);
  }

  private static GradientSum expected(int parameters, int shards, double scale) {
    MergeTree tree = new MergeTree(shards, new None());
    for (int shard = 0; shard < shards; shard++) {
      tree.addShard(shard, sum(parameters, shard, scale));
    }
    return tree.total();
  }

  private static Answer answer(
      int parameters, int shards, double scale, int[] own, String divergence) {
    MergeTree tree = new MergeTree(shards, new None());
    for (int shard : own) {
      tree.addShard(shard, sum(parameters, shard, scale));
    }
    return new Answer.Gradient(
        new RoundReport(
            own.length == 0 ? List.of() : List.of(own[0]),
            own.length,
            new ExecutorProcess("1", "host", "Haswell"),
            0,
            0,
            divergence,
            10L * own.length,
            List.of(),
            0,
            tree.nodes()));
  }

  private CompletableFuture<Optional<RoundSums>> hold(FlatVector weights, int shards) {
    return hold(weights, shards, () -> false);
  }

  private CompletableFuture<Optional<RoundSums>> hold(
      FlatVector weights, int shards, BooleanSupplier givenUp) {
    rounds++;
    long number = rounds;
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            int length = weights.length();
            RoundSums sums =
                new RoundSums(merging(shards, length), () -> FlatVector.zeros(PRECISION, length));
            return meeting.hold(Round.of(number, 10), weights, sums, givenUp);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static FlatVector weights(int parameters, double offset) {
    FlatVector weights = FlatVector.zeros(PRECISION, parameters);
    for (int i = 0; i < parameters; i++) {
      weights.set(i, offset + i);
    }
    return weights;
  }

  private static List<CompletableFuture<Delivery>> ask(
      Stage stage, long lastStep, Function<Executor, Optional<Answer>> answers) {
    List<CompletableFuture<Delivery>> asked = new ArrayList<>();
    for (Executor executor : stage.executors()) {
      asked.add(executor.link().ask(lastStep, answers.apply(executor)));
    }
    return asked;
  }

  /** Tells of step 1; what comes next is not laid out yet. */
  private static void tell(Executor executor, Answer answer) {
    assertFalse(executor.link().ask(1, Optional.of(answer)).isDone());
  }

  private static void assertAllHave(Stage stage, FlatVector weights) {
    for (Executor executor : stage.executors()) {
      assertEquals(
          weights, FlatVector.decode(PRECISION, weights.length(), executor.weights().whole()));
    }
  }

  /** Some rounds of such a stage, by bits and bytes. */
  private void trains(int parameters, int shards, int[]... shardsOf) throws Exception {
    meeting = Meeting.open(RUN, shards);
    Stage stage = stage(0, parameters, shards, shardsOf);
    List<CompletableFuture<Delivery>> next = ask(stage, 0, e -> Optional.empty());
    int nodes = 0;
    for (int[] of : shardsOf) {
      MergeTree tree = new MergeTree(shards, new None());
      for (int shard : of) {
        tree.addShard(shard, sum(1, shard, 1));
      }
      nodes += tree.nodes().size();
    }
    for (int round = 1; round <= 3; round++) {
      FlatVector weights = weights(parameters, round);
      CompletableFuture<Optional<RoundSums>> held = hold(weights, shards);
      long weightBytes = 0;
      for (CompletableFuture<Delivery> delivery : next) {
        assertEquals(round, delivery.get().assignment().round().number());
        weightBytes += delivery.get().bytes();
      }
      assertAllHave(stage, weights);
      double scale = round;
      next = ask(stage, round, e -> Optional.of(answer(parameters, shards, scale, e.shards(), "")));
      RoundSums sums = held.get().orElseThrow();
      GradientSum expected = expected(parameters, shards, scale);
      assertEquals(expected.gradient(), sums.total().gradient());
      assertEquals(expected.rows(), sums.total().rows());
      assertEquals(expected.meanLoss(), sums.total().meanLoss());
      assertEquals(
          shards, sums.reports().stream().mapToInt(RoundReport::shards).sum(), "all have told");
      assertTrue(next.stream().noneMatch(CompletableFuture::isDone), "nothing is laid out yet");
      long vector = 4L * parameters;
      long messages =
          200L * shardsOf.length * (2 + Slices.of(parameters, shardsOf.length).pieces().count());
      assertTrue(
          weightBytes >= vector * shardsOf.length
              && weightBytes <= vector * shardsOf.length + messages,
          weightBytes + " bytes of weights");
      assertTrue(
          sums.sumBytes() <= vector * nodes + vector + nodes * messages,
          sums.sumBytes() + " bytes of sums");
    }
    meeting.dismiss();
    for (CompletableFuture<Delivery> delivery : next) {
      assertEquals(Assignment.Kind.END, delivery.get().assignment().kind());
    }
  }

  @Test
  void noParametersAndOneExecutor() throws Exception {
    trains(0, 1, new int[] {0});
  }

  @Test
  void oneShardAndAnExecutorWithoutShards() throws Exception {
    trains(3, 1, new int[] {0}, new int[0]);
  }

  @Test
  void fewerPiecesThanExecutors() throws Exception {
    trains(20_000, 4, new int[] {0}, new int[] {1}, new int[] {2}, new int[] {3});
  }

  @Test
  void threeExecutorsWhoseShardsAreNoSubtrees() throws Exception {
    trains(150_001, 8, new int[] {0, 1, 2}, new int[] {3, 4}, new int[] {5, 6, 7});
  }

  @Test
  void shardsThatAreNotNeighbours() throws Exception {
    trains(100_000, 6, new int[] {0, 5, 2}, new int[] {4, 1}, new int[] {3});
  }

  @Test
  void moreThanAWindowOfPieces() throws Exception {
    trains(5_000_000, 2, new int[] {0}, new int[] {1});
  }

  @Test
  void evaluationsGoToTheDriverAlone() throws Exception {
    meeting = Meeting.open(RUN, 2);
    Stage stage = stage(0, 40_000, 2, new int[] {0}, new int[] {1});
    List<CompletableFuture<Delivery>> next = ask(stage, 0, e -> Optional.empty());
    FlatVector weights = weights(40_000, 7);
    CompletableFuture<Optional<List<OfShard>>> evaluation =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return meeting.evaluate(weights, () -> false);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    for (CompletableFuture<Delivery> delivery : next) {
      assertEquals(Assignment.Kind.EVALUATION, delivery.get().assignment().kind());
    }
    assertAllHave(stage, weights);
    ask(
        stage,
        1,
        e -> Optional.of(new Answer.Measures(List.of(new OfShard(e.shards()[0], new byte[2])))));
    assertEquals(2, evaluation.get().orElseThrow().size());
  }

  /** Sums that come to an executor before its own tasks are through, and a report long after. */
  @Test
  void stragglersAreWaitedFor() throws Exception {
    int parameters = 100_000;
    meeting = Meeting.open(RUN, 3);
    Stage stage = stage(0, parameters, 3, new int[] {0}, new int[] {1}, new int[] {2});
    List<CompletableFuture<Delivery>> next = ask(stage, 0, e -> Optional.empty());
    CompletableFuture<Optional<RoundSums>> held = hold(weights(parameters, 0), 3);
    for (CompletableFuture<Delivery> delivery : next) {
      assertTrue(delivery.get().assignment().kind().isWork());
    }
    Executor slow = stage.executors().get(0);
    stage.wires()[1][2].keeps = true;
    for (Executor executor : stage.executors().subList(1, 3)) {
      tell(executor, answer(parameters, 3, 1, executor.shards(), ""));
    }
    assertFalse(held.isDone());
    tell(slow, answer(parameters, 3, 1, slow.shards(), ""));
    assertFalse(held.isDone(), "some of 1's sums have not come to 2");
    stage.wires()[1][2].release();
    assertEquals(
        expected(parameters, 3, 1).gradient(), held.get().orElseThrow().total().gradient());
  }

  /** The next step's weights come to an executor before it has heard of the step. */
  @Test
  void weightsMayComeBeforeTheAssignment() throws Exception {
    int parameters = 100_000;
    meeting = Meeting.open(RUN, 2);
    Stage stage = stage(0, parameters, 2, new int[] {0}, new int[] {1});
    CompletableFuture<Optional<RoundSums>> held = hold(weights(parameters, 3), 2);
    Executor early = stage.executors().get(0);
    CompletableFuture<Delivery> first = early.link().ask(0, Optional.empty());
    while (!meeting.laid(1).isPresent()) {
      Thread.onSpinWait();
    }
    assertFalse(first.isDone(), "half of the weights are still the other's to hand on");
    CompletableFuture<Delivery> second = stage.executors().get(1).link().ask(0, Optional.empty());
    assertEquals(1, first.get().assignment().step());
    assertEquals(1, second.get().assignment().step());
    assertAllHave(stage, weights(parameters, 3));
    assertFalse(held.isDone());
  }

  /** A step of which some executors hear, and others only when it is over. */
  @Test
  void whoWaitsForAStepThatIsOverAsksAgain() throws Exception {
    int parameters = 100_000;
    meeting = Meeting.open(RUN, 2);
    Stage stage = stage(0, parameters, 2, new int[] {0}, new int[] {1});
    AtomicBoolean isGivenUp = new AtomicBoolean();
    CompletableFuture<Optional<RoundSums>> over = hold(weights(parameters, 1), 2, isGivenUp::get);
    PeerLink early = stage.executors().get(0).link();
    while (!meeting.laid(1).isPresent()) {
      Thread.onSpinWait();
    }
    CompletableFuture<Delivery> waiting = early.ask(0, Optional.empty());
    assertFalse(waiting.isDone(), "the other's weights are missing");
    isGivenUp.set(true);
    assertTrue(over.get().isEmpty());
    CompletableFuture<Optional<RoundSums>> held = hold(weights(parameters, 2), 2);
    while (!meeting.laid(2).isPresent()) {
      Thread.onSpinWait();
    }
    CompletableFuture<Delivery> late = stage.executors().get(1).link().ask(0, Optional.empty());
    assertEquals(Assignment.Kind.WAIT, waiting.get().assignment().kind());
    CompletableFuture<Delivery> again = early.ask(0, Optional.empty());
    assertEquals(2, again.get().assignment().step());
    assertEquals(2, late.get().assignment().step());
    assertAllHave(stage, weights(parameters, 2));
    for (Executor executor : stage.executors()) {
      assertFalse(
          executor
              .link()
              .ask(2, Optional.of(answer(parameters, 2, 1, executor.shards(), "")))
              .isDone());
    }
    assertEquals(
        expected(parameters, 2, 1).gradient(), held.get().orElseThrow().total().gradient());
  }

  @Test
  void divergenceEndsTheRoundWithoutTheOthersSums() throws Exception {
    int parameters = 50_000;
    meeting = Meeting.open(RUN, 2);
    Stage stage = stage(0, parameters, 2, new int[] {0}, new int[] {1});
    List<CompletableFuture<Delivery>> next = ask(stage, 0, e -> Optional.empty());
    CompletableFuture<Optional<RoundSums>> held = hold(weights(parameters, 0), 2);
    next.get(1).get();
    tell(
        stage.executors().get(1), answer(parameters, 2, 1, new int[0], "shard 1: the loss is NaN"));
    assertEquals("shard 1: the loss is NaN", held.get().orElseThrow().divergence());
  }

  /** A lost executor fails the others' asking; the next attempt begins the round anew. */
  @Test
  void aLaterAttemptBeginsTheRoundAnew() throws Exception {
    int parameters = 100_000;
    meeting = Meeting.open(RUN, 3);
    Stage before = stage(0, parameters, 3, new int[] {0}, new int[] {1}, new int[] {2});
    List<CompletableFuture<Delivery>> next = ask(before, 0, e -> Optional.empty());
    CompletableFuture<Optional<RoundSums>> held = hold(weights(parameters, 0), 3);
    for (CompletableFuture<Delivery> delivery : next) {
      assertTrue(delivery.get().assignment().kind().isWork());
    }
    before.wires()[0][2].isLost = true;
    before.wires()[1][2].keeps = true;
    CompletableFuture<Delivery> failed =
        before
            .executors()
            .get(0)
            .link()
            .ask(1, Optional.of(answer(parameters, 3, 100, new int[] {0}, "")));
    ExecutionException failure = assertThrows(ExecutionException.class, failed::get);
    assertTrue(failure.getCause().getMessage().contains("connection refused"), failure::toString);
    tell(before.executors().get(1), answer(parameters, 3, 100, new int[] {1}, ""));
    Stage after = stage(1, parameters, 3, new int[] {0, 1}, new int[] {2});
    next = ask(after, 0, e -> Optional.empty());
    for (CompletableFuture<Delivery> delivery : next) {
      assertEquals(1, delivery.get().assignment().step());
    }
    ask(after, 1, e -> Optional.of(answer(parameters, 3, 2, e.shards(), "")));
    before.wires()[1][2].release();
    assertEquals(
        expected(parameters, 3, 2).gradient(), held.get().orElseThrow().total().gradient());
    assertEquals(
        2, held.get().orElseThrow().reports().size(), "those of the attempt before count not");
  }

  @Test
  void whatOtherAttemptsSayIsNotHeard() throws Exception {
    int parameters = 3;
    meeting = Meeting.open(RUN, 2);
    Stage stage = stage(1, parameters, 2, new int[] {0}, new int[] {1});
    List<CompletableFuture<Delivery>> next = ask(stage, 0, e -> Optional.empty());
    CompletableFuture<Optional<RoundSums>> held = hold(weights(parameters, 0), 2);
    next.get(0).get();
    List<MergeTree.Node> nodes = List.of(new MergeTree.Node(0, 1, sum(parameters, 1, 100)));
    PeerLink owner = stage.executors().get(0).link();
    owner.receive(new Request.Sums(0, 1, 0, 0, nodes).encode());
    owner.receive(new Request.Handed(0, 1, 0, ByteBuffer.allocate(4 * parameters)).encode());
    assertAllHave(stage, weights(parameters, 0));
    ask(stage, 1, e -> Optional.of(answer(parameters, 2, 1, e.shards(), "")));
    assertArrayEquals(
        expected(parameters, 2, 1).gradient().toDoubles(),
        held.get().orElseThrow().total().gradient().toDoubles());
    owner.receive(new Request.Sums(1, 0, 0, 0, nodes).encode());
  }
}
