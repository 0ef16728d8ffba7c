package org.sparkprop.worker.round;

import java.io.Serializable;
import org.sparkprop.common.compression.Float16;

/**
 * A long vector in pieces, so that no message and no buffer is as long as the vector.
 *
 * <p>Every piece begins where a block of {@link Float16} does: a piece that is merged by itself
 * gets the scales, and so the bits, that it has in the whole.
 *
 * @param length of the vector
 * @param pieceLength of every piece but the last, at least 1; rounded up to whole blocks where
 *     there are several pieces
 */
public record Pieces(int length, int pieceLength) implements Serializable {
  /** So that a piece's header is nothing beside it. */
  private static final int LEAST = 1 << 14;

  /** 256 KiB in float32. */
  private static final int MOST = 1 << 16;

  public Pieces {
    if (pieceLength < length) {
      long blocks = ((long) pieceLength + Float16.BLOCK - 1) / Float16.BLOCK;
      pieceLength = (int) Math.min(length, blocks * Float16.BLOCK);
    }
  }

  /** Where nothing travels. */
  public static Pieces whole(int length) {
    return new Pieces(length, Math.max(1, length));
  }

  /** So many pieces of equal length, or fewer where they would be too small to pay. */
  public static Pieces split(int length, int wanted) {
    return new Pieces(length, Math.max(LEAST, (int) (((long) length + wanted - 1) / wanted)));
  }

  /**
   * The pieces in which a vector goes over a network: small enough that a piece stays in the
   * processor's caches while it is copied, added and sent, that several are under way at once, and
   * that no collector takes its buffers for large objects.
   *
   * @param owners in how many equal ranges of whole pieces it is to be cut, at least 1; fewer where
   *     they would be too small to pay
   */
  public static Pieces travelling(int length, int owners) {
    int range = Math.max(LEAST, (int) (((long) length + owners - 1) / owners));
    int perRange = (range + MOST - 1) / MOST;
    return new Pieces(length, (range + perRange - 1) / perRange);
  }

  public int count() {
    return Math.max(1, (int) (((long) length + pieceLength - 1) / pieceLength));
  }

  public Span span(int piece) {
    int start = piece * pieceLength;
    return new Span(start, Math.min(pieceLength, length - start));
  }

  /** Which piece starts there. */
  public int pieceAt(int start) {
    return start / pieceLength;
  }
}
