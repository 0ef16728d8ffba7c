package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Memory for messages, outside the heap and used again and again: vectors are written once and go
 * from there to the network as they are, without another copy, fresh pages, or work for the
 * collector. At most {@value #MOST_IDLE} lie idle in a JVM, 16 MiB of the usual size.
 */
final class MessageBuffers {
  private static final int MOST_IDLE = 64;

  /** A smaller message is not worth it. */
  private static final int LEAST_BYTES = 1 << 14;

  /** Of a piece of 65,536 numbers in float32 with what stands before it. */
  private static final int USUAL_BYTES = (1 << 18) + (1 << 12);

  private static final ConcurrentLinkedQueue<ByteBuffer> IDLE = new ConcurrentLinkedQueue<>();

  private MessageBuffers() {}

  /** Room for so many bytes, with whatever in it, little-endian. */
  static ByteBuffer take(int bytes) {
    if (bytes < LEAST_BYTES) {
      return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer idle = bytes <= USUAL_BYTES ? IDLE.poll() : null;
    ByteBuffer buffer =
        idle == null ? ByteBuffer.allocateDirect(Math.max(bytes, USUAL_BYTES)) : idle.clear();
    return buffer.limit(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Takes a buffer back that nobody reads or writes any more. One that is never given back goes to
   * the collector.
   */
  static void giveBack(ByteBuffer buffer) {
    if (buffer.isDirect() && buffer.capacity() == USUAL_BYTES && IDLE.size() < MOST_IDLE) {
      IDLE.add(buffer);
    }
  }
}
