package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes as they lie on the disk. Java closes a channel for all when one thread is interrupted
 * while it reads, as Spark does with the tasks that it kills; the others open it again.
 */
final class Plain implements StoredBytes {
  private final Path path;
  private volatile FileChannel channel;
  private boolean isClosed;

  /** Takes the channel over. */
  Plain(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer into, long at) throws IOException {
    while (true) {
      FileChannel open = channel;
      try {
        return open.read(into, at);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (ClosedChannelException e) {
        openAgain(open);
      }
    }
  }

  private synchronized void openAgain(FileChannel shut) throws IOException {
    if (isClosed) {
      throw new ClosedChannelException();
    }
    if (channel == shut) {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    }
  }

  @Override
  public void write(ByteBuffer from, long at) throws IOException {
    long position = at;
    while (from.hasRemaining()) {
      position += channel.write(from, position);
    }
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public synchronized void close() throws IOException {
    isClosed = true;
    channel.close();
  }
}
