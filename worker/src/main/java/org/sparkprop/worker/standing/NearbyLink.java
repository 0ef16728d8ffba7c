package org.sparkprop.worker.standing;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.sparkprop.common.compression.Medium;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.Span;

/**
 * An executor's way to a driver in another process on the same machine: sums and weights lie in
 * memory that both have, and over the network goes only how many bytes they are. What has no room
 * there goes the far way.
 */
final class NearbyLink implements DriverLink {
  /** Sums of shards that are no one subtree are several. */
  static final int MOST_VECTORS = 4;

  /** For what is told beside sums, measures among it, and for an assignment. */
  private static final int ROOM_FOR_MESSAGE = 1 << 16;

  private final StreamingLine driver;
  private final long attempt;
  private final Pieces pieces;
  private final Span weights;
  private final SharedMemory memory;
  private final StarLink far;

  private NearbyLink(
      StreamingLine driver, MeetingPlace place, long attempt, SharedMemory memory, StarLink far) {
    this.driver = driver;
    this.attempt = attempt;
    this.pieces = Pieces.travelling(place.sums(), 1);
    this.weights = new Span(0, place.weights());
    this.memory = memory;
    this.far = far;
  }

  /**
   * The link to a driver that shares memory with this process, or {@code far} where there is none
   * to share, or nothing that would not do as well in a message. To be called by a task's thread.
   */
  static DriverLink orFar(StreamingLine driver, MeetingPlace place, long attempt, StarLink far) {
    boolean isLong = Math.max(place.sums(), place.weights()) > StarLink.MOST_IN_MESSAGE;
    if (!place.sharesMemory() || !isLong || !isHere(place.host())) {
      return far;
    }
    long vector =
        GradientSum.mostBytes(place.precision(), place.sums())
            + (long) Pieces.travelling(place.sums(), 1).count() * Request.Sums.PART_HEADER_BYTES;
    long answer = ROOM_FOR_MESSAGE + (long) place.weights() * place.precision().bytes();
    long vectors =
        Math.min(MOST_VECTORS, (SharedMemory.MOST_BYTES - answer - ROOM_FOR_MESSAGE) / vector);
    if (vectors < 1) {
      return far;
    }
    return SharedMemory.create((int) (vectors * vector + ROOM_FOR_MESSAGE), (int) answer)
        .filter(memory -> isShared(driver, memory))
        .<DriverLink>map(memory -> new NearbyLink(driver, place, attempt, memory, far))
        .orElse(far);
  }

  /** Whether a host's address is one of this machine's. */
  private static boolean isHere(String host) {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }

  private static boolean isShared(StreamingLine driver, SharedMemory memory) {
    try {
      return driver
          .send(new Request.Share(memory.plan()).encode(), reply -> reply.get() == 1)
          .join();
    } finally {
      memory.forgetName();
    }
  }

  @Override
  public CompletableFuture<Delivery> ask(long lastStep, Optional<Answer> answer) {
    Parted parted = Parted.of(answer, pieces, attempt, lastStep, Medium.MEMORY);
    Request.Next next = new Request.Next(attempt, lastStep, weights, parted.told());
    Span ofEachVector = pieces.span(0);
    ByteBuffer question = memory.question();
    if (parted.sums().size() + next.mostBytes(ofEachVector) > question.capacity()) {
      return far.ask(lastStep, answer);
    }
    parted.sums().encodeTo(question);
    int sums = question.position();
    next.encodeTo(question, ofEachVector);
    return driver.send(
        new Request.Nearby(sums, question.position() - sums).encode(), this::assigned);
  }

  private Delivery assigned(ByteBuffer reply) {
    int length = reply.order(ByteOrder.LITTLE_ENDIAN).getInt();
    ByteBuffer answer = memory.answer().limit(length);
    Assignment assignment = Assignment.decode(answer);
    if (!assignment.kind().isWork()) {
      return Delivery.without(assignment);
    }
    return new Delivery(assignment, new EncodedWeights(answer), 0, length);
  }

  @Override
  public void close() {
    far.close();
  }
}
