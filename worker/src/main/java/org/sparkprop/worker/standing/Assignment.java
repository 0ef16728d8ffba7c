package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.Round;

/**
 * What the driver answers to standing tasks that ask for work.
 *
 * @param kind what to do
 * @param round of which round, for {@link Kind#ROUND} alone
 * @param frame all of this as bytes: a header, and for {@link Kind#ROUND} the weights behind it;
 *     shared, so that weights are encoded once for all executors
 */
record Assignment(Kind kind, Round round, ByteBuffer frame) {
  private static final int HEADER_BYTES = 2 + 3 * Long.BYTES;

  enum Kind {
    /** Compute the round's gradient. */
    ROUND,
    /** Nothing yet: ask again. Keeps connections from looking dead. */
    WAIT,
    /** The tasks are done. */
    END
  }

  static final Assignment WAIT = without(Kind.WAIT);
  static final Assignment END = without(Kind.END);

  private static Assignment without(Kind kind) {
    Round none = new Round(0, 0, 0, false);
    return new Assignment(kind, none, header(kind, none, 0).flip());
  }

  static Assignment of(Round round, FlatVector weights) {
    ByteBuffer frame = header(Kind.ROUND, round, weights.encodedBytes());
    weights.encodeTo(frame);
    return new Assignment(Kind.ROUND, round, frame.flip());
  }

  private static ByteBuffer header(Kind kind, Round round, long behind) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(HEADER_BYTES + behind)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) kind.ordinal()).put((byte) (round.endsEpoch() ? 1 : 0));
    return bytes.putLong(round.number()).putLong(round.ofEpoch()).putLong(round.epoch());
  }

  /** The bytes for one more receiver. */
  ByteBuffer encoded() {
    return frame.duplicate();
  }

  /** The weights for one more reader. */
  ByteBuffer weights() {
    return frame.duplicate().position(HEADER_BYTES);
  }

  /** Takes the bytes over. */
  static Assignment decode(ByteBuffer encoded) {
    ByteBuffer frame = encoded.slice().order(ByteOrder.LITTLE_ENDIAN);
    Kind kind = Kind.values()[frame.get(0)];
    Round round =
        new Round(frame.getLong(2), frame.getLong(10), frame.getLong(18), frame.get(1) == 1);
    return new Assignment(kind, round, frame);
  }
}
