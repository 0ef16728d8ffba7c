package org.sparkprop.worker.round;

/**
 * A range of a vector.
 *
 * @param from its first number
 * @param count how many numbers
 */
public record Span(int from, int count) {
  public Span {
    if (from < 0 || count < 0) {
      throw new IllegalArgumentException("expected a range, got " + count + " from " + from);
    }
  }

  /** The first number behind it. */
  public int end() {
    return from + count;
  }
}
