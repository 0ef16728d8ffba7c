package org.sparkprop.worker.standing;

/**
 * A long vector in pieces, so that no message and no buffer is as long as the vector.
 *
 * @param length of the vector
 * @param pieceLength of every piece but the last
 */
record Pieces(int length, int pieceLength) {
  /** Numbers of a piece on the wire: 4 MiB in float32. */
  private static final int NUMBERS = 1 << 20;

  /** How many pieces one side sends before it waits for the first to be dealt with. */
  static final int WINDOW = 4;

  static Pieces onTheWire(int length) {
    return new Pieces(length, NUMBERS);
  }

  /** Where nothing travels. */
  static Pieces whole(int length) {
    return new Pieces(length, Math.max(1, length));
  }

  int count() {
    return Math.max(1, (length + pieceLength - 1) / pieceLength);
  }

  int start(int piece) {
    return piece * pieceLength;
  }

  int size(int piece) {
    return Math.min(pieceLength, length - start(piece));
  }
}
