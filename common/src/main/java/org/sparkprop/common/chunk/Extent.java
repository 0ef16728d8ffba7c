package org.sparkprop.common.chunk;

/**
 * Where rows that follow each other lie in a shard file.
 *
 * @param at where the first begins, in bytes from the file's begin
 * @param ends where each ends, in bytes from there
 */
record Extent(long at, int[] ends) {
  /** So many rows of one length. */
  static Extent ofEqual(long at, int rows, int rowBytes) {
    int[] ends = new int[rows];
    for (int i = 0; i < rows; i++) {
      ends[i] = Math.multiplyExact(i + 1, rowBytes);
    }
    return new Extent(at, ends);
  }

  int bytes() {
    return ends[ends.length - 1];
  }

  /** Where the i-th row begins, in bytes from the first row's begin. */
  int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  int end(int i) {
    return ends[i];
  }
}
