package org.sparkprop.common.vector;

import java.util.BitSet;

/**
 * Which stretches of a vector may hold anything but zeros, in pages of {@value #NUMBERS} numbers:
 * what is done to a vector of mostly zeros need not be done to the rest.
 */
public final class LivePages {
  static final int NUMBERS = 64;

  /** Takes a stretch of numbers. */
  @FunctionalInterface
  public interface Stretch {
    void take(int from, int count);
  }

  private final int length;
  private final BitSet pages;

  /** None of a vector of so many numbers. */
  public LivePages(int length) {
    this(length, new BitSet());
  }

  private LivePages(int length, BitSet pages) {
    this.length = length;
    this.pages = pages;
  }

  /** Those that hold {@code count} numbers from {@code from} on are among them from here on. */
  public void add(int from, int count) {
    if (count > 0) {
      pages.set(from / NUMBERS, (from + count - 1) / NUMBERS + 1);
    }
  }

  /** Those of another vector of the same length are among them from here on. */
  public void add(LivePages others) {
    pages.or(others.pages);
  }

  /** None from here on. */
  public void clear() {
    pages.clear();
  }

  public LivePages copy() {
    return new LivePages(length, (BitSet) pages.clone());
  }

  /** Those that are not among others. */
  LivePages without(LivePages others) {
    LivePages rest = copy();
    rest.pages.andNot(others.pages);
    return rest;
  }

  /** All that are not among them. */
  LivePages others() {
    LivePages rest = copy();
    rest.pages.flip(0, (length + NUMBERS - 1) / NUMBERS);
    return rest;
  }

  /** Goes through them in order, neighbours in one stretch. */
  public void forEach(Stretch stretch) {
    for (int page = pages.nextSetBit(0); page >= 0; ) {
      int end = pages.nextClearBit(page);
      int from = page * NUMBERS;
      stretch.take(from, (int) Math.min(length, (long) end * NUMBERS) - from);
      page = pages.nextSetBit(end);
    }
  }
}
