package org.sparkprop.worker.standing;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An executor's way to its run's meeting. */
interface DriverLink extends AutoCloseable {
  /** Says what has been done and asks what comes next; the weights are there when the answer is. */
  CompletableFuture<Delivery> ask(int attempt, long lastStep, Optional<Answer> answer);

  @Override
  void close();

  /** A call where the meeting is in the same JVM, else a connection. */
  static DriverLink to(MeetingPlace place) {
    return Meeting.find(place.run())
        .<DriverLink>map(SameProcess::new)
        .orElseGet(() -> new Connection(place));
  }

  /** The driver is this JVM. */
  record SameProcess(Meeting meeting) implements DriverLink {
    @Override
    public CompletableFuture<Delivery> ask(int attempt, long lastStep, Optional<Answer> answer) {
      CompletableFuture<Delivery> delivery = new CompletableFuture<>();
      meeting.next(
          new Request.Next(attempt, lastStep, answer), laid -> delivery.complete(delivered(laid)));
      return delivery;
    }

    private static Delivery delivered(Laid laid) {
      return laid.assignment().kind().isWork()
          ? new Delivery(laid.assignment(), workspace -> workspace.setWeights(laid.weights()), 0)
          : Delivery.without(laid.assignment());
    }

    @Override
    public void close() {}
  }
}
