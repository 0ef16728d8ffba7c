package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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
import org.sparkprop.worker.round.Nodes;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.round.RoundSums;
import org.sparkprop.worker.round.Span;

/** A meeting of a run of three shards, with the test as its driver and as its executors. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class MeetingTest {
  private static final FlatVector WEIGHTS = FlatVector.of(Precision.FLOAT32, 1, 2);

  private final Meeting meeting = Meeting.open("run", 3);

  private static Merging merging(int shards, int parameters) {
    return new Merging(shards, parameters, Precision.FLOAT32, new None());
  }

  @AfterEach
  void close() {
    meeting.close();
  }

  private static RoundReport report(String divergence, double value, int... shards) {
    List<MergeTree.Node> nodes =
        Arrays.stream(shards)
            .mapToObj(
                shard ->
                    new MergeTree.Node(
                        0,
                        shard,
                        new GradientSum(
                            FlatVector.of(Precision.FLOAT32, value, shard), value, 1, 10)))
            .toList();
    return new RoundReport(
        List.of(shards[0]),
        shards.length,
        new ExecutorProcess("1", "host", "Haswell"),
        5,
        7,
        divergence,
        10L * nodes.size(),
        List.of(7),
        11,
        nodes);
  }

  private static Request.Next next(long attempt, long lastStep, Optional<Answer> answer) {
    return new Request.Next(attempt, lastStep, Laid.NO_WEIGHTS, answer);
  }

  private static RoundSums sums(int shards, int length) {
    return new RoundSums(
        merging(shards, length), () -> FlatVector.zeros(Precision.FLOAT32, length));
  }

  private CompletableFuture<Laid> askLaid(long attempt, long lastStep, RoundReport report) {
    CompletableFuture<Laid> answer = new CompletableFuture<>();
    meeting.next(
        next(attempt, lastStep, Optional.ofNullable(report).map(Answer.Gradient::new)),
        laid -> assertTrue(answer.complete(laid), "answered twice"));
    return answer;
  }

  private CompletableFuture<Assignment> ask(long attempt, long lastStep, RoundReport report) {
    return askLaid(attempt, lastStep, report).thenApply(Laid::assignment);
  }

  /** Asks for the round behind {@code lastRound} until it is laid out, and then reports of it. */
  private void tell(long attempt, long lastRound, RoundReport report) throws Exception {
    long round = ask(attempt, lastRound, null).get().round().number();
    assertEquals(lastRound + 1, round);
    CompletableFuture<Assignment> next = ask(attempt, round, report);
    assertFalse(next.isDone());
  }

  private CompletableFuture<Optional<RoundSums>> hold(long number) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return meeting.hold(Round.of(number, 10), WEIGHTS, sums(3, 2), () -> false);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void aRoundOfTwoExecutors() throws Exception {
    CompletableFuture<Laid> early = askLaid(0, 0, null);
    assertFalse(early.isDone(), "nothing is laid out yet");
    CompletableFuture<Optional<RoundSums>> round = hold(1);
    assertEquals(1, early.get().assignment().round().number());
    assertSame(WEIGHTS, early.get().weights());
    CompletableFuture<Laid> late = askLaid(0, 0, null);
    assertSame(early.get(), late.get(), "one for all");
    CompletableFuture<Assignment> next = ask(0, 1, report("", 1, 0, 1));
    assertFalse(next.isDone());
    CompletableFuture<Assignment> last = ask(0, 1, report("", 2, 2));
    RoundSums outcome = round.get().orElseThrow();
    assertArrayEquals(new double[] {4, 3}, outcome.total().gradient().toDoubles());
    assertEquals(30, outcome.total().rows());
    assertEquals(2, outcome.reports().size());
    assertFalse(next.isDone() || last.isDone(), "the next round is not laid out yet");
    CompletableFuture<Optional<RoundSums>> second = hold(2);
    assertEquals(2, next.get().round().number());
    assertEquals(2, last.get().round().number());
    tell(0, 1, report("", 5, 0, 1, 2));
    assertArrayEquals(
        new double[] {15, 3}, second.get().orElseThrow().total().gradient().toDoubles());
  }

  @Test
  void anEvaluationBetweenRounds() throws Exception {
    CompletableFuture<Optional<RoundSums>> round = hold(1);
    tell(0, 0, report("", 1, 0, 1, 2));
    assertTrue(round.get().isPresent());
    CompletableFuture<Optional<List<OfShard>>> evaluation =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return meeting.evaluate(WEIGHTS, () -> false);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Assignment laid = ask(0, 1, null).get();
    assertEquals(Assignment.Kind.EVALUATION, laid.kind());
    assertEquals(2, laid.step());
    List<OfShard> measures = List.of(new OfShard(2, new byte[] {7}), new OfShard(0, new byte[0]));
    meeting.next(next(0, 2, Optional.of(new Answer.Measures(measures))), unanswered -> {});
    assertFalse(evaluation.isDone());
    meeting.next(
        next(0, 2, Optional.of(new Answer.Measures(List.of(new OfShard(1, new byte[] {5}))))),
        unanswered -> {});
    assertEquals(
        List.of(0, 1, 2), evaluation.get().orElseThrow().stream().map(OfShard::shard).toList());
  }

  /** A vector of five pieces, of which two executors hand in some before others. */
  @Test
  void sumsInPieces() throws Exception {
    int numbers = 4 * (1 << 16) + 3;
    Pieces pieces = Pieces.travelling(numbers, 1);
    assertEquals(5, pieces.count());
    FlatVector weights = FlatVector.zeros(Precision.FLOAT32, numbers);
    try (Meeting wired = Meeting.open("wired", 2)) {
      CompletableFuture<Optional<RoundSums>> round =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return wired.hold(Round.of(1, 10), weights, sums(2, numbers), () -> false);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      CompletableFuture<Laid> laid = new CompletableFuture<>();
      wired.next(next(0, 0, Optional.empty()), laid::complete);
      assertEquals(3 * 4, laid.get().encodedWeights(new Span(5, 3)).remaining());
      boolean[] acknowledged = new boolean[2 * pieces.count()];
      for (int shard = 0; shard < 2; shard++) {
        FlatVector gradient = FlatVector.zeros(Precision.FLOAT32, numbers);
        for (int p = 0; p < pieces.count(); p++) {
          gradient.set(pieces.span(p).from() + 1, 10 * p + 1 + shard);
        }
        List<MergeTree.Node> nodes =
            List.of(new MergeTree.Node(0, shard, new GradientSum(gradient, 3, 4, 5)));
        for (int p = pieces.count() - 1; p > 0; p--) {
          int index = shard * pieces.count() + p;
          Span span = pieces.span(p);
          wired.sums(
              new Request.Sums(0, 1, span.from(), 2, Nodes.slices(nodes, span)),
              100,
              () -> acknowledged[index] = true);
          assertEquals(shard == 1, acknowledged[index], "dealt with when both are in");
          assertEquals(shard == 1, acknowledged[p]);
        }
        RoundReport first =
            new RoundReport(
                List.of(shard),
                1,
                new ExecutorProcess("1", "host", "Haswell"),
                5,
                7,
                "",
                5,
                List.of(),
                0,
                Nodes.slices(nodes, pieces.span(0)));
        assertFalse(round.isDone());
        wired.next(next(0, 1, Optional.of(new Answer.Gradient(first))), 1000, unanswered -> {});
      }
      RoundSums sums = round.get().orElseThrow();
      assertEquals(2 * 1000 + 8 * (100 + 2), sums.sumBytes());
      GradientSum sum = sums.total();
      assertEquals(10, sum.rows());
      assertEquals(8, sum.weight());
      for (int p = 0; p < pieces.count(); p++) {
        assertEquals(20 * p + 3, sum.gradient().get(pieces.span(p).from() + 1));
        assertEquals(0, sum.gradient().get(pieces.span(p).from()));
      }
    }
  }

  @Test
  void aLaterAttemptBeginsTheRoundAnew() throws Exception {
    CompletableFuture<Optional<RoundSums>> round = hold(1);
    assertEquals(1, ask(0, 0, null).get().round().number());
    CompletableFuture<Assignment> survivor = ask(0, 1, report("", 100, 0, 1));
    // The executor of shard 2 is lost; all tasks come again under the next attempt.
    assertEquals(1, ask(1, 0, null).get().round().number());
    assertEquals(
        Assignment.Kind.END,
        ask(0, 1, report("", 100, 2)).get().kind(),
        "a straggler of the attempt before is sent away, unheard");
    tell(1, 0, report("", 1, 0, 1, 2));
    assertArrayEquals(
        new double[] {3, 3}, round.get().orElseThrow().total().gradient().toDoubles());
    CompletableFuture<Optional<RoundSums>> second = hold(2);
    assertEquals(Assignment.Kind.END, survivor.get().kind());
    tell(1, 1, report("", 2, 0, 1, 2));
    assertTrue(second.get().isPresent());
  }

  @Test
  void aRoundThatIsOverIsNotTouchedByALaterAttempt() throws Exception {
    CompletableFuture<Optional<RoundSums>> round = hold(1);
    tell(0, 0, report("", 1, 0, 1, 2));
    assertTrue(round.get().isPresent());
    assertEquals(1, ask(1, 0, null).get().round().number(), "the one that is laid out");
    assertFalse(ask(1, 1, report("", 9, 0, 1, 2)).isDone());
    CompletableFuture<Optional<RoundSums>> second = hold(2);
    tell(1, 1, report("", 2, 0, 1, 2));
    assertEquals(6, second.get().orElseThrow().total().gradient().get(0));
  }

  @Test
  void divergenceEndsTheRoundAtOnce() throws Exception {
    CompletableFuture<Optional<RoundSums>> round = hold(1);
    tell(0, 0, report("shard 1: the loss is NaN", 1, 1));
    RoundSums outcome = round.get().orElseThrow();
    assertEquals("shard 1: the loss is NaN", outcome.divergence());
  }

  @Test
  void whoIsDismissedEnds() throws Exception {
    CompletableFuture<Assignment> waiting = ask(0, 0, null);
    meeting.dismiss();
    assertEquals(Assignment.Kind.END, waiting.get().kind());
    assertEquals(Assignment.Kind.END, ask(0, 0, null).get().kind());
    meeting.reopen();
    assertFalse(ask(1, 0, null).isDone());
  }

  /**
   * A job is over, and the next one's stage begins, while tasks of the one before still ask for
   * more and compute: theirs are other groups of shards.
   */
  @Test
  void whoIsOfAnEarlierJobIsSentAway() throws Exception {
    CompletableFuture<Optional<RoundSums>> round = hold(1);
    assertEquals(1, ask(0, 0, null).get().round().number());
    CompletableFuture<Assignment> waiting = ask(0, 1, report("", 100, 0));
    meeting.fail(new IllegalStateException("an executor is lost"));
    assertThrows(ExecutionException.class, round::get);
    meeting.reopen();
    CompletableFuture<Optional<RoundSums>> again = hold(1);
    assertEquals(Assignment.Kind.END, waiting.get().kind());
    assertEquals(Assignment.Kind.END, ask(0, 1, report("", 100, 1)).get().kind());
    assertEquals(Assignment.Kind.END, ask(0, 0, null).get().kind());
    long later = 1L << Integer.SIZE;
    long step = ask(later, 0, null).get().step();
    assertEquals(Assignment.Kind.END, ask(0, step, report("", 100, 1)).get().kind());
    assertFalse(ask(later, step, report("", 1, 0, 1, 2)).isDone());
    assertArrayEquals(
        new double[] {3, 3}, again.get().orElseThrow().total().gradient().toDoubles());
  }

  @Test
  void aFailureOfTheStageReachesTheDriver() {
    CompletableFuture<Optional<RoundSums>> round = hold(1);
    while (ask(0, 0, null).getNow(Assignment.WAIT).kind() != Assignment.Kind.ROUND) {
      Thread.onSpinWait();
    }
    meeting.fail(new IllegalStateException("four attempts"));
    ExecutionException failure = assertThrows(ExecutionException.class, round::get);
    assertTrue(failure.getCause() instanceof StandingFailure, failure::toString);
    assertEquals("four attempts", failure.getCause().getCause().getMessage());
  }

  /**
   * While the driver updates, nothing is laid out; whoever then lays out a round waits for nobody.
   */
  @Test
  void aFailureBetweenTwoRoundsReachesTheDriver() throws Exception {
    CompletableFuture<Optional<RoundSums>> first = hold(1);
    tell(0, 0, report("", 1, 0, 1, 2));
    assertTrue(first.get().isPresent());
    meeting.fail(new IllegalStateException("the job is cancelled"));
    ExecutionException failure = assertThrows(ExecutionException.class, hold(2)::get);
    assertTrue(failure.getCause() instanceof StandingFailure, failure::toString);
    meeting.reopen();
    CompletableFuture<Optional<RoundSums>> again = hold(2);
    long later = 1L << Integer.SIZE;
    long step = ask(later, 0, null).get().step();
    assertFalse(ask(later, step, report("", 2, 0, 1, 2)).isDone());
    assertEquals(6, again.get().orElseThrow().total().gradient().get(0));
  }

  @Test
  void aRoundCanBeGivenUp() throws Exception {
    assertTrue(meeting.hold(Round.of(1, 1), WEIGHTS, sums(3, 2), () -> true).isEmpty());
  }

  private static <T extends Request> T decoded(ByteBuffer encoded, Class<T> type) {
    return type.cast(Request.decode(encoded, merging(3, 2)));
  }

  @Test
  void requestsAsBytes() {
    Answer told = new Answer.Gradient(report("", 1.5, 4, 5));
    Span wanted = new Span(6, 2);
    Request.Next next =
        decoded(
            new Request.Next(3, 77, wanted, Optional.of(told)).encode(new Span(0, 2)),
            Request.Next.class);
    assertEquals(3, next.attempt());
    assertEquals(77, next.lastStep());
    assertEquals(wanted, next.wanted());
    RoundReport report = ((Answer.Gradient) next.answer().orElseThrow()).report();
    assertEquals(List.of(4), report.groups());
    assertEquals(2, report.shards());
    assertEquals(new ExecutorProcess("1", "host", "Haswell"), report.executor());
    assertEquals(5, report.setupNanos());
    assertEquals(7, report.computeNanos());
    assertEquals(List.of(7), report.forgetful());
    assertEquals(11, report.weightBytes());
    assertEquals(5, report.nodes().get(1).index());
    assertArrayEquals(new double[] {1.5, 5}, report.nodes().get(1).sum().gradient().toDoubles());
    Request.Next without = next(1, 2, Optional.empty());
    assertEquals(without, decoded(without.encode(Laid.NO_WEIGHTS), Request.Next.class));
    Answer measures = new Answer.Measures(List.of(new OfShard(6, new byte[] {1, 2})));
    Answer.Measures read =
        (Answer.Measures)
            decoded(next(0, 1, Optional.of(measures)).encode(Laid.NO_WEIGHTS), Request.Next.class)
                .answer()
                .orElseThrow();
    assertEquals(6, read.shards().get(0).shard());
    assertArrayEquals(new byte[] {1, 2}, read.shards().get(0).evaluation());
    Request.Sums sums =
        decoded(new Request.Sums(2, 9, 3, 55, report.nodes()).encode(), Request.Sums.class);
    assertEquals(3, sums.from());
    assertEquals(9, sums.step());
    assertEquals(55, sums.gathered());
    assertArrayEquals(new double[] {1.5, 4}, sums.nodes().get(0).sum().gradient().toDoubles());
    Request.Sums part =
        decoded(Request.Sums.encode(2, 9, report.nodes(), new Span(1, 1)), Request.Sums.class);
    assertEquals(1, part.from());
    assertEquals(0, part.gathered());
    assertArrayEquals(new double[] {5}, part.nodes().get(1).sum().gradient().toDoubles());
    Request.Weights weights = new Request.Weights(8, new Span(2, 7));
    assertEquals(weights, decoded(weights.encode(), Request.Weights.class));
    Request.Handed handed =
        decoded(
            new Request.Handed(1, 4, 9, ByteBuffer.wrap(new byte[] {3, 2, 1})).encode(),
            Request.Handed.class);
    assertEquals(new Request.Handed(1, 4, 9, ByteBuffer.wrap(new byte[] {3, 2, 1})), handed);
  }

  @Test
  void assignmentsAsBytes() {
    Round round = new Round(12, 1, 2, true);
    Laid laid = new Laid(Assignment.round(5, round), WEIGHTS);
    ByteBuffer bytes = laid.encoded(new Span(0, 2));
    assertEquals(new Assignment(Assignment.Kind.ROUND, 5, round), Assignment.decode(bytes));
    assertEquals(WEIGHTS, FlatVector.decode(Precision.FLOAT32, 2, bytes));
    bytes = laid.encoded(new Span(1, 1));
    assertEquals(new Assignment(Assignment.Kind.ROUND, 5, round), Assignment.decode(bytes));
    assertEquals(
        FlatVector.of(Precision.FLOAT32, 2), FlatVector.decode(Precision.FLOAT32, 1, bytes));
    assertEquals(Assignment.END, Assignment.decode(Laid.END.encoded(new Span(0, 2))));
    assertEquals(Assignment.WAIT, Assignment.decode(Laid.WAIT.encoded(new Span(0, 2))));
  }
}
