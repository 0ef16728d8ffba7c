package org.sparkprop.common.chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A thread's buffers for what is read together. Off the heap, as the channel wants it. */
final class Scratch {
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private ByteBuffer rows = ByteBuffer.allocateDirect(4096);
  private ByteBuffer ends = ByteBuffer.allocateDirect(4096);

  private Scratch() {}

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /** For rows. */
  ByteBuffer rows(int size) {
    rows = atLeast(rows, size);
    return rows.clear().limit(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** For where rows end. */
  ByteBuffer ends(int size) {
    ends = atLeast(ends, size);
    return ends.clear().limit(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer atLeast(ByteBuffer buffer, int size) {
    return buffer.capacity() >= size
        ? buffer
        : ByteBuffer.allocateDirect(
            (int) Math.max(size, Math.min(2L * buffer.capacity(), size * 2L)));
  }
}
