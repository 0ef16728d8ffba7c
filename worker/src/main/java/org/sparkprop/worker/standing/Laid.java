package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.Span;

/**
 * A step as the driver has laid it out: what to do, and with which weights, which do not change
 * while the step is under way.
 */
final class Laid {
  static final Span NO_WEIGHTS = new Span(0, 0);
  static final Laid WAIT = new Laid(Assignment.WAIT, null);
  static final Laid END = new Laid(Assignment.END, null);

  private final Assignment assignment;
  private final FlatVector weights;
  private final Map<Span, ByteBuffer> frames = new HashMap<>();
  private final Map<Span, ByteBuffer> pieces = new HashMap<>();

  Laid(Assignment assignment, FlatVector weights) {
    this.assignment = assignment;
    this.weights = weights;
  }

  Assignment assignment() {
    return assignment;
  }

  /** For tasks in this JVM; none where the assignment is no work. */
  FlatVector weights() {
    return weights;
  }

  /**
   * The assignment, and if it is work the wanted weights behind it; encoded once where all want the
   * same.
   */
  synchronized ByteBuffer encoded(Span wanted) {
    Span span = assignment.kind().isWork() ? wanted : NO_WEIGHTS;
    return frames.computeIfAbsent(span, this::frame).duplicate();
  }

  private ByteBuffer frame(Span span) {
    ByteBuffer frame = assignment.encode(span.count() == 0 ? 0 : bytes(span));
    encodeWeights(frame, span);
    return frame.flip();
  }

  /** Writes what {@link #encoded} gives at the position of a little-endian buffer. */
  void encodeTo(ByteBuffer buffer, Span wanted) {
    encodeWeights(assignment.encodeTo(buffer), assignment.kind().isWork() ? wanted : NO_WEIGHTS);
  }

  private void encodeWeights(ByteBuffer buffer, Span span) {
    if (span.count() > 0) {
      weights.encodeTo(buffer, span.from(), span.count());
    }
  }

  private int bytes(Span span) {
    return Math.multiplyExact(span.count(), weights.precision().bytes());
  }

  /** All weights as a stream's body; they are read when it is sent. */
  StreamBody body() {
    Pieces pieces = Pieces.travelling(weights.length(), 1);
    return new StreamBody(
        IntStream.range(0, pieces.count()).mapToObj(pieces::span).map(this::part).toList());
  }

  private StreamBody.Part part(Span span) {
    return new StreamBody.Part() {
      @Override
      public int bytes() {
        return Laid.this.bytes(span);
      }

      @Override
      public void encodeTo(ByteBuffer buffer) {
        weights.encodeTo(buffer, span.from(), span.count());
      }
    };
  }

  /** A range of the weights; encoded once for all who want it. */
  synchronized ByteBuffer encodedWeights(Span span) {
    return pieces.computeIfAbsent(span, this::piece).duplicate();
  }

  private ByteBuffer piece(Span span) {
    ByteBuffer bytes = MessageBuffers.take(bytes(span));
    weights.encodeTo(bytes, span.from(), span.count());
    return bytes.flip();
  }

  /**
   * Gives the memory back when a later step has been laid out. Whoever still waits for this step's
   * weights belongs to an attempt that is over or to a round that has diverged, and is not heard,
   * whatever he reads.
   */
  synchronized void spent() {
    frames.values().forEach(MessageBuffers::giveBack);
    frames.clear();
    pieces.values().forEach(MessageBuffers::giveBack);
    pieces.clear();
  }
}
