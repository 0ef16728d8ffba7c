package org.sparkprop.worker.standing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An executor's way to its run's meeting. */
interface DriverLink extends AutoCloseable {
  /** Says what has been done and asks what comes next; the weights are there when the answer is. */
  CompletableFuture<Delivery> ask(long lastStep, Optional<Answer> answer);

  /** Whether the vectors of an answer that has been told are the teller's again. */
  default boolean sendsCopies() {
    return true;
  }

  /** Where the other executors reach this one, as {@code host:port}; empty where they need not. */
  default String address() {
    return "";
  }

  /** Says where the executors are reached, in their order; before the first question. */
  default void meet(List<String> addresses) {}

  @Override
  void close();

  /** A call where the meeting is in the same JVM, else connections. */
  static DriverLink to(MeetingPlace place, Seat seat) {
    return Meeting.find(place.run())
        .<DriverLink>map(meeting -> new SameProcess(meeting, seat.attempt()))
        .orElseGet(() -> onTheWire(place, seat));
  }

  /** To a driver in another process. */
  static DriverLink onTheWire(MeetingPlace place, Seat seat) {
    if (place.topology(seat.executors()) == Topology.PEERS) {
      return new PeerServer(place, seat);
    }
    Lines lines = new Lines();
    StreamingLine driver = lines.to(place.host(), place.port());
    StarLink star =
        new StarLink(driver, place, seat.attempt(), ReceivedWeights.of(place), lines::close);
    return NearbyLink.orFar(driver, place, seat.attempt(), star);
  }

  /** The driver is this JVM. */
  record SameProcess(Meeting meeting, long attempt) implements DriverLink {
    @Override
    public CompletableFuture<Delivery> ask(long lastStep, Optional<Answer> answer) {
      CompletableFuture<Delivery> delivery = new CompletableFuture<>();
      meeting.next(
          new Request.Next(attempt, lastStep, Laid.NO_WEIGHTS, answer),
          laid -> delivery.complete(delivered(laid)));
      return delivery;
    }

    private static Delivery delivered(Laid laid) {
      return laid.assignment().kind().isWork()
          ? new Delivery(laid.assignment(), workspace -> workspace.setWeights(laid.weights()), 0, 0)
          : Delivery.without(laid.assignment());
    }

    @Override
    public boolean sendsCopies() {
      return false;
    }

    @Override
    public void close() {}
  }
}
