package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.worker.round.Nodes;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.round.Span;

/**
 * An executor's way to the driver by {@link Topology#PEERS}. Of a round's sums it sends every other
 * executor the pieces that this one owns; its own pieces it merges with what the others send, in
 * the tree's order, and hands each to the driver when all shards are in. Its report goes to the
 * driver beside that. Of a step's weights it fetches its own pieces from the driver and hands each
 * on to all others as soon as it is there.
 *
 * <p>Whatever comes for a step that is over, or of another attempt, is answered and not taken. What
 * comes for a later step than the last begins that one: an executor can have the next step's
 * weights before this one has heard of it, but only when all has been told of this one.
 */
final class PeerLink implements DriverLink {
  private final Line driver;
  private final MeetingPlace place;
  private final Seat seat;
  private final Slices slices;
  private final List<Integer> own;
  private final ReceivedWeights weights;
  private final CompletableFuture<Void> broken = new CompletableFuture<>();
  private List<Line> peers = List.of();
  private PeerStep current;

  /**
   * A link without messages yet.
   *
   * @param weights where the weights are kept
   */
  PeerLink(Line driver, MeetingPlace place, Seat seat, ReceivedWeights weights) {
    this.driver = driver;
    this.place = place;
    this.seat = seat;
    this.slices = Slices.of(place.weights(), seat.executors());
    this.own = slices.ofOwner(seat.executor());
    this.weights = weights;
    this.current = new PeerStep(0, place.merging(), slices.pieces());
  }

  /** Says how the executors are reached, in their order; the line to this one is not used. */
  synchronized void meetOn(List<Line> lines) {
    if (lines.size() != seat.executors()) {
      throw new IllegalArgumentException(
          "expected %d executors, got %d".formatted(seat.executors(), lines.size()));
    }
    peers = lines;
  }

  private synchronized List<Line> peers() {
    return peers;
  }

  /** Copies a piece of a step's weights, if that is still under way; says whether it is. */
  private synchronized boolean place(long number, Span span, ByteBuffer bytes) {
    Optional<PeerStep> step = step(number);
    step.ifPresent(
        of -> {
          weights.put(span, bytes);
          of.hasWeights(slices.pieces().pieceAt(span.from()));
        });
    return step.isPresent();
  }

  /** The step of that number, if it is the one under way or a later one, which begins then. */
  private synchronized Optional<PeerStep> step(long number) {
    if (number > current.number()) {
      current.end();
      current = new PeerStep(number, place.merging(), slices.pieces());
    }
    return number == current.number() ? Optional.of(current) : Optional.empty();
  }

  @Override
  public CompletableFuture<Delivery> ask(long lastStep, Optional<Answer> answer) {
    Optional<Answer> told = answer;
    CompletableFuture<Void> spread = CompletableFuture.completedFuture(null);
    if (answer.isPresent() && answer.get() instanceof Answer.Gradient gradient) {
      RoundReport report = gradient.report();
      told = Optional.of(new Answer.Gradient(report.with(List.of())));
      if (report.divergence().isEmpty()) {
        spread = spread(lastStep, report.nodes());
      }
    }
    Span wanted = own.isEmpty() ? Laid.NO_WEIGHTS : slices.pieces().span(own.get(0));
    ByteBuffer next =
        new Request.Next(seat.attempt(), lastStep, wanted, told).encode(Laid.NO_WEIGHTS);
    CompletableFuture<Delivery> delivery =
        driver.send(next, this::assigned).thenCompose(this::delivered);
    // With broken: a piece that could not be handed in is a step that never ends.
    CompletableFuture<Void> all = Window.allOf(delivery, spread);
    return CompletableFuture.anyOf(all, broken).thenCompose(done -> delivery);
  }

  /** Sends every owner its pieces of the nodes, beginning behind this executor. */
  private CompletableFuture<Void> spread(long step, List<MergeTree.Node> nodes) {
    List<Integer> others = new ArrayList<>();
    for (int turn = 1; turn < seat.executors(); turn++) {
      others.addAll(slices.ofOwner((seat.executor() + turn) % seat.executors()));
    }
    CompletableFuture<Void> sent =
        Window.forEach(
            others,
            piece ->
                peers()
                    .get(slices.owner(piece))
                    .send(
                        Request.Sums.encode(
                            seat.attempt(), step, nodes, slices.pieces().span(piece))));
    for (int piece : own) {
      merge(step, piece, Nodes.slices(nodes, slices.pieces().span(piece)), 0);
    }
    return sent;
  }

  /** Merges nodes of an own piece, and hands it to the driver when all shards are in. */
  private void merge(long step, int piece, List<MergeTree.Node> nodes, long bytes) {
    step(step)
        .flatMap(of -> of.merge(piece, nodes, bytes))
        .ifPresent(merged -> handIn(step, slices.pieces().span(piece).from(), merged));
  }

  private void handIn(long step, int from, PeerStep.Merged merged) {
    Request.Sums sums =
        new Request.Sums(seat.attempt(), step, from, merged.gathered(), merged.nodes());
    var unused =
        driver
            .send(sums.encode())
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    broken.completeExceptionally(failure);
                  }
                });
  }

  /**
   * The driver's answer.
   *
   * @param toHandOn the message with the piece of the weights that came with it
   */
  private record Assigned(Assignment assignment, long bytes, Optional<ByteBuffer> toHandOn) {}

  private Assigned assigned(ByteBuffer bytes) {
    final long length = bytes.remaining();
    Assignment assignment = Assignment.decode(bytes);
    return new Assigned(
        assignment,
        length,
        assignment.kind().isWork() && !own.isEmpty()
            ? keep(assignment.step(), own.get(0), bytes)
            : Optional.empty());
  }

  private CompletableFuture<Delivery> delivered(Assigned assigned) {
    Assignment assignment = assigned.assignment();
    if (!assignment.kind().isWork()) {
      return CompletableFuture.completedFuture(Delivery.without(assignment));
    }
    final long since = System.nanoTime();
    Optional<PeerStep> begun = step(assignment.step());
    if (begun.isEmpty()) {
      return CompletableFuture.completedFuture(Delivery.without(Assignment.WAIT));
    }
    PeerStep step = begun.get();
    step.count(assigned.bytes());
    CompletableFuture<Void> first = handOn(assigned.toHandOn());
    CompletableFuture<Void> further =
        Window.forEach(own.stream().skip(1).toList(), piece -> fetch(step, piece));
    return Window.allOf(step.weights(), first, further)
        .thenCompose(done -> step.weights())
        .thenApply(
            all ->
                all
                    ? new Delivery(
                        assignment, weights.source(), System.nanoTime() - since, step.weightBytes())
                    : Delivery.without(Assignment.WAIT));
  }

  private CompletableFuture<Void> fetch(PeerStep step, int piece) {
    Request.Weights wanted = new Request.Weights(step.number(), slices.pieces().span(piece));
    return driver
        .send(
            wanted.encode(),
            bytes -> {
              step.count(bytes.remaining());
              return keep(step.number(), piece, bytes);
            })
        .thenCompose(this::handOn);
  }

  /**
   * Keeps an own piece of a step's weights.
   *
   * @param bytes none where the step is over
   * @return the message that hands it on; none where the step is over
   */
  private Optional<ByteBuffer> keep(long step, int piece, ByteBuffer bytes) {
    Span span = slices.pieces().span(piece);
    if (!bytes.hasRemaining() && span.count() > 0) {
      return Optional.empty();
    }
    return place(step, span, bytes)
        ? Optional.of(new Request.Handed(seat.attempt(), step, span.from(), bytes).encode())
        : Optional.empty();
  }

  /** Hands a piece of the weights on to all others, beginning behind this executor. */
  private CompletableFuture<Void> handOn(Optional<ByteBuffer> message) {
    List<Line> lines = peers();
    return Window.allOf(
        IntStream.range(message.isPresent() ? 1 : lines.size(), lines.size())
            .mapToObj(turn -> lines.get((seat.executor() + turn) % lines.size()))
            .map(peer -> peer.send(message.get().duplicate()))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Takes what another executor says; it may go on when this returns. */
  void receive(ByteBuffer message) {
    final long length = message.remaining();
    Request request = Request.decode(message, place.merging());
    if (request instanceof Request.Sums sums && sums.attempt() == seat.attempt()) {
      merge(sums.step(), slices.pieces().pieceAt(sums.from()), sums.nodes(), length);
    } else if (request instanceof Request.Handed handed && handed.attempt() == seat.attempt()) {
      step(handed.step()).ifPresent(step -> step.count(length));
      place(
          handed.step(),
          slices.pieces().span(slices.pieces().pieceAt(handed.from())),
          handed.weights());
    }
  }

  @Override
  public void close() {
    broken.completeExceptionally(new IllegalStateException("the executor's tasks have ended"));
  }
}
