package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a file by position. Reading is safe for several threads, writing is for one. */
interface StoredBytes extends AutoCloseable {
  /**
   * Reads bytes that begin at a position.
   *
   * @return how many, at least one where there is room, or -1 at the end
   */
  int read(ByteBuffer into, long at) throws IOException;

  /** Writes all that a buffer has left. */
  void write(ByteBuffer from, long at) throws IOException;

  /** How many bytes there are. */
  long size() throws IOException;

  @Override
  void close() throws IOException;
}
