package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.Pieces;

/**
 * A step as the driver has laid it out: what to do, and with which weights, which do not change
 * while the step is under way.
 */
final class Laid {
  static final Laid WAIT = new Laid(Assignment.WAIT, null, null);
  static final Laid END = new Laid(Assignment.END, null, null);

  private final Assignment assignment;
  private final FlatVector weights;
  private final Pieces pieces;
  private ByteBuffer frame;

  Laid(Assignment assignment, FlatVector weights, Pieces pieces) {
    this.assignment = assignment;
    this.weights = weights;
    this.pieces = pieces;
  }

  Assignment assignment() {
    return assignment;
  }

  /** For tasks in this JVM; none where the assignment is no work. */
  FlatVector weights() {
    return weights;
  }

  /** The assignment with the first piece of the weights behind it; encoded once for all. */
  synchronized ByteBuffer encoded() {
    if (frame == null) {
      int count = assignment.kind().isWork() ? pieces.size(0) : 0;
      frame = assignment.encode(count == 0 ? 0 : count * weights.precision().bytes());
      if (count > 0) {
        weights.encodeTo(frame, 0, count);
      }
      frame.flip();
    }
    return frame.duplicate();
  }

  /** A further piece of the weights. */
  ByteBuffer encodedPiece(int piece) {
    int count = pieces.size(piece);
    ByteBuffer bytes = ByteBuffer.allocate(count * weights.precision().bytes());
    weights.encodeTo(bytes, pieces.start(piece), count);
    return bytes.flip();
  }
}
