package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundReport;

/** A meeting of a run of three shards, with the test as its driver and as its executors. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class MeetingTest {
  private static final FlatVector WEIGHTS = FlatVector.of(Precision.FLOAT32, 1, 2);

  private final Meeting meeting = Meeting.open("run", 3);

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
    return new RoundReport(List.of(shards[0]), "1", "host", 5, 7, divergence, nodes);
  }

  private CompletableFuture<Assignment> ask(int attempt, long lastRound, RoundReport report) {
    CompletableFuture<Assignment> answer = new CompletableFuture<>();
    meeting.ask(
        new Request(attempt, lastRound, Optional.ofNullable(report)),
        assignment -> assertTrue(answer.complete(assignment), "answered twice"));
    return answer;
  }

  /** Asks for the round behind {@code lastRound} until it is laid out, and then reports of it. */
  private void tell(int attempt, long lastRound, RoundReport report) throws Exception {
    long round = ask(attempt, lastRound, null).get().round().number();
    assertEquals(lastRound + 1, round);
    CompletableFuture<Assignment> next = ask(attempt, round, report);
    assertFalse(next.isDone());
  }

  private CompletableFuture<Optional<Meeting.Outcome>> hold(long number) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return meeting.hold(Round.of(number, 10), WEIGHTS, () -> false);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static float[] weights(Assignment assignment) {
    FlatVector read =
        FlatVector.decode(
            Precision.FLOAT32, 2, assignment.weights().order(java.nio.ByteOrder.LITTLE_ENDIAN));
    return new float[] {(float) read.get(0), (float) read.get(1)};
  }

  @Test
  void aRoundOfTwoExecutors() throws Exception {
    CompletableFuture<Assignment> early = ask(0, 0, null);
    assertFalse(early.isDone(), "nothing is laid out yet");
    CompletableFuture<Optional<Meeting.Outcome>> round = hold(1);
    assertEquals(1, early.get().round().number());
    assertArrayEquals(new float[] {1, 2}, weights(early.get()));
    CompletableFuture<Assignment> late = ask(0, 0, null);
    assertSame(early.get().frame(), late.get().frame(), "encoded once for all");
    CompletableFuture<Assignment> next = ask(0, 1, report("", 1, 0, 1));
    assertFalse(next.isDone());
    CompletableFuture<Assignment> last = ask(0, 1, report("", 2, 2));
    Meeting.Outcome outcome = round.get().orElseThrow();
    assertArrayEquals(new double[] {4, 3}, outcome.sum().gradient().toDoubles());
    assertEquals(30, outcome.sum().rows());
    assertEquals(2, outcome.reports().size());
    assertFalse(next.isDone() || last.isDone(), "the next round is not laid out yet");
    CompletableFuture<Optional<Meeting.Outcome>> second = hold(2);
    assertEquals(2, next.get().round().number());
    assertEquals(2, last.get().round().number());
    tell(0, 1, report("", 5, 0, 1, 2));
    assertArrayEquals(
        new double[] {15, 3}, second.get().orElseThrow().sum().gradient().toDoubles());
  }

  @Test
  void aLaterAttemptBeginsTheRoundAnew() throws Exception {
    CompletableFuture<Optional<Meeting.Outcome>> round = hold(1);
    assertEquals(1, ask(0, 0, null).get().round().number());
    CompletableFuture<Assignment> survivor = ask(0, 1, report("", 100, 0, 1));
    // The executor of shard 2 is lost; all tasks come again under the next attempt.
    assertEquals(1, ask(1, 0, null).get().round().number());
    assertEquals(
        Assignment.Kind.END,
        ask(0, 1, report("", 100, 2)).get().kind(),
        "a straggler of the attempt before is sent away, unheard");
    tell(1, 0, report("", 1, 0, 1, 2));
    assertArrayEquals(new double[] {3, 3}, round.get().orElseThrow().sum().gradient().toDoubles());
    CompletableFuture<Optional<Meeting.Outcome>> second = hold(2);
    assertEquals(Assignment.Kind.END, survivor.get().kind());
    tell(1, 1, report("", 2, 0, 1, 2));
    assertTrue(second.get().isPresent());
  }

  @Test
  void aRoundThatIsOverIsNotTouchedByALaterAttempt() throws Exception {
    CompletableFuture<Optional<Meeting.Outcome>> round = hold(1);
    tell(0, 0, report("", 1, 0, 1, 2));
    assertTrue(round.get().isPresent());
    assertEquals(1, ask(1, 0, null).get().round().number(), "the one that is laid out");
    assertFalse(ask(1, 1, report("", 9, 0, 1, 2)).isDone());
    CompletableFuture<Optional<Meeting.Outcome>> second = hold(2);
    tell(1, 1, report("", 2, 0, 1, 2));
    assertEquals(6, second.get().orElseThrow().sum().gradient().get(0));
  }

  @Test
  void divergenceEndsTheRoundAtOnce() throws Exception {
    CompletableFuture<Optional<Meeting.Outcome>> round = hold(1);
    tell(0, 0, report("shard 1: the loss is NaN", 1, 1));
    Meeting.Outcome outcome = round.get().orElseThrow();
    assertEquals("shard 1: the loss is NaN", outcome.reports().get(0).divergence());
  }

  @Test
  void whoIsDismissedEnds() throws Exception {
    CompletableFuture<Assignment> waiting = ask(0, 0, null);
    meeting.dismiss();
    assertEquals(Assignment.Kind.END, waiting.get().kind());
    assertEquals(Assignment.Kind.END, ask(0, 0, null).get().kind());
    meeting.reopen();
    assertFalse(ask(0, 0, null).isDone());
  }

  @Test
  void aFailureOfTheStageReachesTheDriver() {
    CompletableFuture<Optional<Meeting.Outcome>> round = hold(1);
    while (ask(0, 0, null).getNow(Assignment.WAIT).kind() != Assignment.Kind.ROUND) {
      Thread.onSpinWait();
    }
    meeting.fail(new IllegalStateException("four attempts"));
    ExecutionException failure = assertThrows(ExecutionException.class, round::get);
    assertTrue(failure.getCause() instanceof StandingFailure, failure::toString);
    assertEquals("four attempts", failure.getCause().getCause().getMessage());
  }

  @Test
  void aRoundCanBeGivenUp() throws Exception {
    assertTrue(meeting.hold(Round.of(1, 1), WEIGHTS, () -> true).isEmpty());
  }

  @Test
  void requestsAndAssignmentsAsBytes() {
    Request told = new Request(3, 77, Optional.of(report("", 1.5, 4, 5)));
    Request read = Request.decode(told.encode(), Precision.FLOAT32);
    assertEquals(3, read.attempt());
    assertEquals(77, read.lastRound());
    RoundReport report = read.report().orElseThrow();
    assertEquals(List.of(4), report.groups());
    assertEquals("host", report.host());
    assertEquals(5, report.setupNanos());
    assertEquals(7, report.computeNanos());
    assertEquals(5, report.nodes().get(1).index());
    assertArrayEquals(new double[] {1.5, 5}, report.nodes().get(1).sum().gradient().toDoubles());
    assertEquals(
        new Request(1, 2, Optional.empty()),
        Request.decode(new Request(1, 2, Optional.empty()).encode(), Precision.FLOAT32));
    Round round = new Round(12, 1, 2, true);
    Assignment assignment = Assignment.decode(Assignment.of(round, WEIGHTS).encoded());
    assertEquals(round, assignment.round());
    assertArrayEquals(new float[] {1, 2}, weights(assignment));
    assertEquals(Assignment.Kind.END, Assignment.decode(Assignment.END.encoded()).kind());
    assertEquals(Assignment.Kind.WAIT, Assignment.decode(Assignment.WAIT.encoded()).kind());
  }
}
