package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.sparkprop.common.compression.Medium;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.worker.round.Nodes;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.Span;
import org.sparkprop.worker.round.SumRoom;

/**
 * What the tasks of one executor say to the driver, and to the other executors. The records are
 * what is heard; what is said is encoded straight from the vectors.
 */
sealed interface Request {
  /**
   * To the driver: all have done their work: what next?
   *
   * @param attempt the asker's, by {@link Seat}: when a task is lost, all begin again under a
   *     greater one
   * @param lastStep the step that they did last; 0 for none
   * @param wanted of the weights, behind the assignment
   * @param answer of that step, the first time that it is told
   */
  record Next(long attempt, long lastStep, Span wanted, Optional<Answer> answer)
      implements Request {
    /** The message, with a range of each vector of the answer's sums. */
    ByteBuffer encode(Span ofEachVector) {
      ByteBuffer bytes = MessageBuffers.take(Math.toIntExact(mostBytes(ofEachVector)));
      encodeTo(bytes, ofEachVector);
      return bytes.flip();
    }

    /** More than this {@link #encodeTo} never writes. */
    long mostBytes(Span ofEachVector) {
      long size = 1 + 2L * Integer.BYTES + 2L * Long.BYTES;
      return size + answer.map(told -> told.mostBytes(ofEachVector)).orElse(0L);
    }

    /** Writes the message at the position of a little-endian buffer. */
    void encodeTo(ByteBuffer bytes, Span ofEachVector) {
      bytes.put(NEXT).putLong(attempt).putLong(lastStep);
      bytes.putInt(wanted.from()).putInt(wanted.count());
      answer.ifPresent(told -> told.encodeTo(bytes, ofEachVector));
    }
  }

  /**
   * To the driver or to a piece's owner: one of the pieces of a round's sums; answered when more
   * may be sent.
   *
   * @param from the piece's first number
   * @param gathered how many bytes of messages the sender has merged it from
   * @param nodes each with the piece of its vector
   */
  record Sums(long attempt, long step, int from, long gathered, List<MergeTree.Node> nodes)
      implements Request {
    /** With the kind. */
    private static final int HEADER_BYTES = 1 + Integer.BYTES + 3 * Long.BYTES;

    /** Of a {@link #part}, before its sum. */
    static final int PART_HEADER_BYTES = Integer.BYTES + HEADER_BYTES + Nodes.HEADER_BYTES;

    /** The message of a range of vectors that are still whole. */
    static ByteBuffer encode(long attempt, long step, List<MergeTree.Node> nodes, Span span) {
      return encode(attempt, step, span.from(), 0, nodes, span);
    }

    /**
     * The message of a range of one node's vector as a part of a stream, behind its length, and
     * written when it is its turn: the vector must not change until then.
     */
    static StreamBody.Part part(
        long attempt, long step, MergeTree.Node node, Span span, Medium medium) {
      GradientSum.Encoding sum = node.sum().encoding(span.from(), span.count(), medium);
      final int size = Math.toIntExact(HEADER_BYTES + Nodes.HEADER_BYTES + sum.bytes());
      return new StreamBody.Part() {
        @Override
        public int bytes() {
          return Integer.BYTES + size;
        }

        @Override
        public void encodeTo(ByteBuffer buffer) {
          putHeader(buffer.putInt(size).put(SUMS), attempt, step, span.from(), 0);
          Nodes.encode(node, span.count(), sum, buffer);
        }
      };
    }

    /** No part of a stream has more bytes behind its length. */
    static int mostPartBytes(SumRoom room) {
      int numbers = Pieces.travelling(room.numbers(), 1).pieceLength();
      return Math.toIntExact(
          HEADER_BYTES + Nodes.HEADER_BYTES + GradientSum.mostBytes(room.precision(), numbers));
    }

    /** The message of vectors that are the piece itself. */
    ByteBuffer encode() {
      return encode(attempt, step, from, gathered, nodes, Nodes.whole(nodes));
    }

    private static ByteBuffer encode(
        long attempt, long step, int from, long gathered, List<MergeTree.Node> nodes, Span span) {
      ByteBuffer bytes = buffer(SUMS, HEADER_BYTES - 1 + Nodes.mostBytes(nodes, span));
      putHeader(bytes, attempt, step, from, gathered);
      Nodes.encode(nodes, span, bytes);
      return bytes.flip();
    }

    private static void putHeader(
        ByteBuffer bytes, long attempt, long step, int from, long gathered) {
      bytes.putLong(attempt).putLong(step).putInt(from).putLong(gathered);
    }
  }

  /** To the driver: asks for a range of a step's weights; none come where the step is over. */
  record Weights(long step, Span span) implements Request {
    ByteBuffer encode() {
      return buffer(WEIGHTS, Long.BYTES + 2 * Integer.BYTES)
          .putLong(step)
          .putInt(span.from())
          .putInt(span.count())
          .flip();
    }
  }

  /**
   * To another executor: a piece of a step's weights, handed on; answered when it has been copied.
   *
   * @param from the piece's first number
   * @param weights good only while the message is
   */
  record Handed(long attempt, long step, int from, ByteBuffer weights) implements Request {
    ByteBuffer encode() {
      // Goes to several at once, so none of them can give it back.
      return ByteBuffer.allocate(1 + Integer.BYTES + 2 * Long.BYTES + weights.remaining())
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(HANDED)
          .putLong(attempt)
          .putLong(step)
          .putInt(from)
          .put(weights)
          .flip();
    }
  }

  /** To the driver: whether it has this memory too; answered by 1 where it has, else 0. */
  record Share(SharedMemory.Plan plan) implements Request {
    ByteBuffer encode() {
      byte[] name = plan.name().getBytes(StandardCharsets.US_ASCII);
      return buffer(SHARE, 2 * Integer.BYTES + name.length)
          .putInt(plan.questionBytes())
          .putInt(plan.answerBytes())
          .put(name)
          .flip();
    }
  }

  /**
   * To the driver: what lies in the memory that is shared; answered by the length of what lies
   * there then.
   *
   * @param sumsBytes of {@link Sums#part}s, from the start on
   * @param nextBytes of a {@link Next} behind them
   */
  record Nearby(int sumsBytes, int nextBytes) implements Request {
    ByteBuffer encode() {
      return buffer(NEARBY, 2 * Integer.BYTES).putInt(sumsBytes).putInt(nextBytes).flip();
    }
  }

  /** The kinds, as the first byte says them. */
  byte NEXT = 0;

  byte SUMS = 1;
  byte WEIGHTS = 2;
  byte HANDED = 3;
  byte SHARE = 4;
  byte NEARBY = 5;

  private static ByteBuffer buffer(byte kind, long size) {
    return MessageBuffers.take(Math.toIntExact(1 + size)).put(kind);
  }

  static Request decode(ByteBuffer encoded, SumRoom room) {
    ByteBuffer bytes = encoded.order(ByteOrder.LITTLE_ENDIAN);
    byte kind = bytes.get();
    return switch (kind) {
      case NEXT -> {
        long attempt = bytes.getLong();
        long lastStep = bytes.getLong();
        Span wanted = new Span(bytes.getInt(), bytes.getInt());
        yield new Next(
            attempt,
            lastStep,
            wanted,
            bytes.hasRemaining() ? Optional.of(Answer.decode(bytes, room)) : Optional.empty());
      }
      case SUMS -> {
        long attempt = bytes.getLong();
        long step = bytes.getLong();
        int from = bytes.getInt();
        long gathered = bytes.getLong();
        yield new Sums(attempt, step, from, gathered, Nodes.decode(bytes, room));
      }
      case WEIGHTS -> new Weights(bytes.getLong(), new Span(bytes.getInt(), bytes.getInt()));
      case HANDED -> new Handed(bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.slice());
      case SHARE -> {
        int questionBytes = bytes.getInt();
        int answerBytes = bytes.getInt();
        byte[] name = new byte[bytes.remaining()];
        bytes.get(name);
        yield new Share(
            new SharedMemory.Plan(
                new String(name, StandardCharsets.US_ASCII), questionBytes, answerBytes));
      }
      case NEARBY -> new Nearby(bytes.getInt(), bytes.getInt());
      default -> throw new IllegalArgumentException("expected a request, got kind " + kind);
    };
  }
}
