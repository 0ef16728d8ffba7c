package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.sparkprop.common.compression.Medium;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.Span;

/**
 * An executor's way to a driver in another process where both exchange whole vectors. Short sums
 * travel with the question and short weights with its answer; longer ones as streams of their own,
 * which neither end puts together in memory.
 */
final class StarLink implements DriverLink {
  /**
   * So many weights come with the assignment: 256 KiB in float32. Messages of megabytes are large
   * objects for the collector, which then never stops marking.
   */
  static final int MOST_IN_MESSAGE = 1 << 16;

  private final StreamingLine driver;
  private final long attempt;
  private final String key;
  private final Pieces pieces;
  private final Span messageWeights;
  private final ReceivedWeights weights;
  private final Runnable end;

  /**
   * A link without messages yet.
   *
   * @param end closes what the line needs
   */
  StarLink(
      StreamingLine driver,
      MeetingPlace place,
      long attempt,
      ReceivedWeights weights,
      Runnable end) {
    this.driver = driver;
    this.attempt = attempt;
    this.key = place.key();
    this.pieces = Pieces.travelling(place.sums(), 1);
    this.messageWeights =
        place.weights() <= MOST_IN_MESSAGE ? new Span(0, place.weights()) : Laid.NO_WEIGHTS;
    this.weights = weights;
    this.end = end;
  }

  @Override
  public CompletableFuture<Delivery> ask(long lastStep, Optional<Answer> answer) {
    Parted parted = Parted.of(answer, pieces, attempt, lastStep, Medium.NETWORK);
    ByteBuffer next =
        new Request.Next(attempt, lastStep, messageWeights, parted.told()).encode(pieces.span(0));
    CompletableFuture<Delivery> delivery =
        driver.send(next, this::assigned).thenCompose(this::withAllWeights);
    return parted.sums().size() == 0
        ? delivery
        : Window.allOf(driver.upload(parted.sums()), delivery).thenCompose(done -> delivery);
  }

  /** Reads the answer and keeps the weights behind it, if they are. */
  private Delivery assigned(ByteBuffer bytes) {
    final long length = bytes.remaining();
    Assignment assignment = Assignment.decode(bytes);
    if (!assignment.kind().isWork()) {
      return Delivery.without(assignment);
    }
    weights.put(messageWeights, bytes);
    return new Delivery(assignment, weights.source(), 0, length);
  }

  private CompletableFuture<Delivery> withAllWeights(Delivery first) {
    if (!first.assignment().kind().isWork() || messageWeights.count() == weights.length()) {
      return CompletableFuture.completedFuture(first);
    }
    final long since = System.nanoTime();
    int all = weights.length() * weights.numberBytes();
    AtomicInteger come = new AtomicInteger();
    return driver.stream(
            new WeightsStream(key, first.assignment().step()).name(),
            bytes -> come.set(weights.put(come.get(), bytes)))
        .thenApply(
            isThere -> {
              if (!isThere) {
                // After a failure a step may be over while its weights are fetched: ask again.
                return Delivery.without(Assignment.WAIT);
              }
              if (come.get() != all) {
                throw new IllegalStateException(
                    "expected %d bytes of weights, got %d".formatted(all, come.get()));
              }
              return new Delivery(
                  first.assignment(),
                  first.weights(),
                  System.nanoTime() - since,
                  first.bytes() + all);
            });
  }

  @Override
  public void close() {
    end.run();
  }
}
