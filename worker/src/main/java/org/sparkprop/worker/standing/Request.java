package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Nodes;

/** What the tasks of one executor say to the driver. */
sealed interface Request {
  /**
   * All have done their work: what next?
   *
   * @param attempt of the stage: when a task is lost, all begin again under the next number
   * @param lastStep the step that they did last; 0 for none
   * @param answer of that step, the first time that it is told
   */
  record Next(int attempt, long lastStep, Optional<Answer> answer) implements Request {
    @Override
    public ByteBuffer encode() {
      byte[] encoded = answer.map(Answer::encode).orElse(new byte[0]);
      return buffer(NEXT, Integer.BYTES + Long.BYTES + encoded.length)
          .putInt(attempt)
          .putLong(lastStep)
          .put(encoded)
          .flip();
    }
  }

  /** One of the further pieces of a round's sums; answered when it has been dealt with. */
  record Sums(int attempt, long step, int piece, List<MergeTree.Node> nodes) implements Request {
    @Override
    public ByteBuffer encode() {
      long size = 2L * Integer.BYTES + Long.BYTES + Nodes.encodedBytes(nodes);
      ByteBuffer bytes = buffer(SUMS, Math.toIntExact(size));
      bytes.putInt(attempt).putLong(step).putInt(piece);
      Nodes.encode(nodes, bytes);
      return bytes.flip();
    }
  }

  /** Asks for one of the further pieces of a step's weights. */
  record Weights(long step, int piece) implements Request {
    @Override
    public ByteBuffer encode() {
      return buffer(WEIGHTS, Long.BYTES + Integer.BYTES).putLong(step).putInt(piece).flip();
    }
  }

  /** The kinds, as the first byte says them. */
  byte NEXT = 0;

  byte SUMS = 1;
  byte WEIGHTS = 2;

  ByteBuffer encode();

  private static ByteBuffer buffer(byte kind, int size) {
    return ByteBuffer.allocate(1 + size).order(ByteOrder.LITTLE_ENDIAN).put(kind);
  }

  static Request decode(ByteBuffer encoded, Merging merging) {
    ByteBuffer bytes = encoded.order(ByteOrder.LITTLE_ENDIAN);
    byte kind = bytes.get();
    return switch (kind) {
      case NEXT -> {
        int attempt = bytes.getInt();
        long lastStep = bytes.getLong();
        yield new Next(
            attempt,
            lastStep,
            bytes.hasRemaining() ? Optional.of(Answer.decode(bytes, merging)) : Optional.empty());
      }
      case SUMS ->
          new Sums(bytes.getInt(), bytes.getLong(), bytes.getInt(), Nodes.decode(bytes, merging));
      case WEIGHTS -> new Weights(bytes.getLong(), bytes.getInt());
      default -> throw new IllegalArgumentException("expected a request, got kind " + kind);
    };
  }
}
