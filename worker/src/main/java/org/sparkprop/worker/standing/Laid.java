package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import org.sparkprop.common.vector.FlatVector;
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
  private ByteBuffer frame;
  private Span framed;

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
    if (!span.equals(framed)) {
      frame = assignment.encode(span.count() == 0 ? 0 : bytes(span));
      if (span.count() > 0) {
        weights.encodeTo(frame, span.from(), span.count());
      }
      frame.flip();
      framed = span;
    }
    return frame.duplicate();
  }

  private int bytes(Span span) {
    return Math.multiplyExact(span.count(), weights.precision().bytes());
  }

  /** A range of the weights. */
  ByteBuffer encodedWeights(Span span) {
    ByteBuffer bytes = ByteBuffer.allocate(bytes(span));
    weights.encodeTo(bytes, span.from(), span.count());
    return bytes.flip();
  }
}
