package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sparkprop.worker.round.Round;

/**
 * What the driver answers to standing tasks that ask for work.
 *
 * @param kind what to do
 * @param step counts what is laid out, rounds and evaluations alike, from 1
 * @param round of which round, for {@link Kind#ROUND} alone
 */
record Assignment(Kind kind, long step, Round round) {
  private static final int HEADER_BYTES = 2 + Integer.BYTES + 4 * Long.BYTES;

  enum Kind {
    /** Compute the round's gradient. */
    ROUND,
    /** Measure the evaluation shards. */
    EVALUATION,
    /** Nothing yet: ask again. Keeps connections from looking dead. */
    WAIT,
    /** The tasks are done. */
    END;

    /** Whether weights come with it. */
    boolean isWork() {
      return this == ROUND || this == EVALUATION;
    }
  }

  private static final Round NONE = new Round(0, 0, 0, false);
  static final Assignment WAIT = new Assignment(Kind.WAIT, 0, NONE);
  static final Assignment END = new Assignment(Kind.END, 0, NONE);

  static Assignment round(long step, Round round) {
    return new Assignment(Kind.ROUND, step, round);
  }

  static Assignment evaluation(long step) {
    return new Assignment(Kind.EVALUATION, step, NONE);
  }

  /**
   * All of this as bytes.
   *
   * @param behind room for what follows, at the buffer's position
   */
  ByteBuffer encode(int behind) {
    return encodeTo(MessageBuffers.take(HEADER_BYTES + behind));
  }

  /** Writes all of this at the position of a little-endian buffer. */
  ByteBuffer encodeTo(ByteBuffer bytes) {
    bytes.put((byte) kind.ordinal()).put((byte) (round.endsEpoch() ? 1 : 0)).putLong(step);
    bytes.putInt(round.preparation());
    return bytes.putLong(round.number()).putLong(round.ofEpoch()).putLong(round.epoch());
  }

  /** Reads what {@link #encode} wrote and leaves the buffer, little-endian, at what follows. */
  static Assignment decode(ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    Kind kind = Kind.values()[bytes.get()];
    boolean endsEpoch = bytes.get() != 0;
    long step = bytes.getLong();
    int preparation = bytes.getInt();
    Round round =
        new Round(bytes.getLong(), bytes.getLong(), bytes.getLong(), endsEpoch, preparation);
    return new Assignment(kind, step, round);
  }
}
