package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.Span;

/**
 * An executor's way to a driver in another process where both exchange whole vectors. The first
 * piece of the sums travels with the question, that of the weights with its answer; what is more
 * goes beside them.
 */
final class StarLink implements DriverLink {
  /**
   * So many weights come with the assignment: 256 KiB in float32. Messages of megabytes are large
   * objects for the collector, which then never stops marking.
   */
  private static final int FIRST_WEIGHTS = 1 << 16;

  private final Line driver;
  private final int attempt;
  private final Pieces pieces;
  private final Span firstWeights;
  private final Pieces furtherWeights;
  private final ReceivedWeights weights;
  private final Runnable end;

  /**
   * A link without messages yet.
   *
   * @param end closes what the line needs
   */
  StarLink(Line driver, MeetingPlace place, int attempt, Runnable end) {
    this.driver = driver;
    this.attempt = attempt;
    this.pieces = Pieces.travelling(place.sums(), 1);
    this.firstWeights = new Span(0, Math.min(place.weights(), FIRST_WEIGHTS));
    this.furtherWeights = Pieces.travelling(place.weights() - firstWeights.count(), 1);
    this.weights = new ReceivedWeights(place.weights(), place.precision().bytes());
    this.end = end;
  }

  @Override
  public CompletableFuture<Delivery> ask(long lastStep, Optional<Answer> answer) {
    ByteBuffer next =
        new Request.Next(attempt, lastStep, firstWeights, answer).encode(pieces.span(0));
    CompletableFuture<Delivery> delivery =
        driver.send(next, this::assigned).thenCompose(this::withAllWeights);
    if (answer.isPresent() && answer.get() instanceof Answer.Gradient told) {
      List<MergeTree.Node> nodes = told.report().nodes();
      CompletableFuture<Void> sent = further(pieces, 1, span -> hand(lastStep, nodes, span));
      return Window.allOf(sent, delivery).thenCompose(done -> delivery);
    }
    return delivery;
  }

  @FunctionalInterface
  private interface OfSpan {
    CompletableFuture<Void> send(Span span);
  }

  private static CompletableFuture<Void> further(Pieces pieces, int first, OfSpan action) {
    return Window.forEach(
        IntStream.range(first, pieces.count()).boxed().toList(),
        piece -> action.send(pieces.span(piece)));
  }

  private CompletableFuture<Void> hand(long step, List<MergeTree.Node> nodes, Span span) {
    return nodes.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : driver.send(Request.Sums.encode(attempt, step, nodes, span));
  }

  /** Reads the answer and keeps the weights behind it. */
  private Delivery assigned(ByteBuffer bytes) {
    final long length = bytes.remaining();
    Assignment assignment = Assignment.decode(bytes);
    if (!assignment.kind().isWork()) {
      return Delivery.without(assignment);
    }
    weights.put(firstWeights, bytes);
    return new Delivery(assignment, weights.source(), 0, length);
  }

  private CompletableFuture<Delivery> withAllWeights(Delivery first) {
    if (!first.assignment().kind().isWork() || furtherWeights.length() == 0) {
      return CompletableFuture.completedFuture(first);
    }
    final long since = System.nanoTime();
    AtomicBoolean isOver = new AtomicBoolean();
    return further(furtherWeights, 0, span -> fetch(first.assignment().step(), span, isOver))
        .thenApply(
            done ->
                isOver.get()
                    ? Delivery.without(Assignment.WAIT)
                    : new Delivery(
                        first.assignment(),
                        first.weights(),
                        System.nanoTime() - since,
                        first.bytes() + furtherWeights.length() * (long) weights.numberBytes()));
  }

  /** After a failure a step may be over while its weights are still fetched: then ask again. */
  private CompletableFuture<Void> fetch(long step, Span further, AtomicBoolean isOver) {
    Span span = new Span(firstWeights.count() + further.from(), further.count());
    return driver.send(
        new Request.Weights(step, span).encode(),
        part -> {
          if (part.hasRemaining()) {
            weights.put(span, part);
          } else {
            isOver.set(true);
          }
          return null;
        });
  }

  @Override
  public void close() {
    end.run();
  }
}
