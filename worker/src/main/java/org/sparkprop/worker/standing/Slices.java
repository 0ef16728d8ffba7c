package org.sparkprop.worker.standing;

import java.util.List;
import java.util.stream.IntStream;
import org.sparkprop.worker.round.Pieces;

/**
 * Which executor sums which pieces of the vector and hands which weights on: each a range of
 * neighbouring pieces. Where there are more executors than pieces, the last ones own none.
 *
 * @param pieces of the vector
 * @param executors how many there are, at least 1
 */
record Slices(Pieces pieces, int executors) {
  static Slices of(int length, int executors) {
    return new Slices(Pieces.travelling(length, executors), executors);
  }

  private int owners() {
    return Math.min(executors, pieces.count());
  }

  int owner(int piece) {
    return (int) ((long) piece * owners() / pieces.count());
  }

  /** The pieces of one executor, ascending. */
  List<Integer> ofOwner(int executor) {
    return IntStream.range(0, pieces.count())
        .filter(piece -> owner(piece) == executor)
        .boxed()
        .toList();
  }
}
