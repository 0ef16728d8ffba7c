package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import org.sparkprop.worker.round.Span;
import org.sparkprop.worker.round.WeightsSource;

/**
 * An executor's copy of a step's weights as they come in, piece by piece from any thread. Kept from
 * step to step: the next step's weights are sent only when all tasks have told of this one, and so
 * no longer read them.
 */
final class ReceivedWeights {
  private final int length;
  private final int size;
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  /**
   * Room for weights, taken when the first come.
   *
   * @param size bytes of a number
   */
  ReceivedWeights(int length, int size) {
    this.length = length;
    this.size = size;
  }

  /** Room for those of a run. */
  static ReceivedWeights of(MeetingPlace place) {
    return new ReceivedWeights(place.weights(), place.precision().bytes());
  }

  private synchronized ByteBuffer bytes() {
    int needed = Math.multiplyExact(length, size);
    if (bytes.capacity() != needed) {
      bytes = ByteBuffer.allocate(needed);
    }
    return bytes;
  }

  /** Copies a piece from the position of {@code piece} on, which is not moved. */
  void put(Span span, ByteBuffer piece) {
    int count = span.count() * size;
    if (piece.remaining() != count || span.end() > length) {
      throw new IllegalArgumentException(
          "expected %d bytes of the weights %s of %d, got %d"
              .formatted(count, span, length, piece.remaining()));
    }
    bytes().put(span.from() * size, piece, piece.position(), count);
  }

  /**
   * Copies bytes to where they belong.
   *
   * @param at how many stand before them
   * @return how many stand before what follows
   */
  int put(int at, ByteBuffer piece) {
    int count = piece.remaining();
    if (count > length * size - at) {
      throw new IllegalArgumentException(
          "expected %d bytes of weights, got %d and more".formatted(length * size, at + count));
    }
    bytes().put(at, piece, piece.position(), count);
    return at + count;
  }

  /** How many numbers. */
  int length() {
    return length;
  }

  int numberBytes() {
    return size;
  }

  /** All weights, little-endian; good until the next step's come. */
  ByteBuffer whole() {
    return bytes().duplicate();
  }

  /** For tasks, when all pieces are in. */
  WeightsSource source() {
    return new EncodedWeights(whole());
  }
}
