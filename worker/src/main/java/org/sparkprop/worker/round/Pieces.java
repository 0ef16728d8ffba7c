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

  public int count() {
    return Math.max(1, (int) (((long) length + pieceLength - 1) / pieceLength));
  }

  public int start(int piece) {
    return piece * pieceLength;
  }

  public int size(int piece) {
    return Math.min(pieceLength, length - start(piece));
  }
}
