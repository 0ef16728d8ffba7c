package org.sparkprop.worker.standing;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.util.AbstractFileRegion;

/**
 * What goes over a stream of Spark's network layer, in parts that are written one after the other
 * when the network can take them: a vector of any length needs no more memory on its way out than
 * one part, which is still in the processor's caches when it is sent.
 */
final class StreamBody extends ManagedBuffer {
  /** A part, whose length is known before it is written. */
  interface Part {
    int bytes();

    /** Writes at the position of a little-endian buffer. */
    void encodeTo(ByteBuffer buffer);
  }

  private final List<Part> parts;
  private final long size;

  /** A body of parts, which are written once for each time that it is sent. */
  StreamBody(List<Part> parts) {
    this.parts = List.copyOf(parts);
    this.size = this.parts.stream().mapToLong(Part::bytes).sum();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public ByteBuffer nioByteBuffer() {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    encodeTo(all);
    return all.flip();
  }

  /** Writes all parts at the position of a little-endian buffer. */
  void encodeTo(ByteBuffer buffer) {
    parts.forEach(part -> part.encodeTo(buffer));
  }

  @Override
  public InputStream createInputStream() {
    return new ByteArrayInputStream(nioByteBuffer().array());
  }

  @Override
  public ManagedBuffer retain() {
    return this;
  }

  @Override
  public ManagedBuffer release() {
    return this;
  }

  @Override
  public Object convertToNetty() {
    return new Region();
  }

  /** What TLS wants, since Spark 4.0: bytes that it can encrypt. */
  @Override
  public Object convertToNettyForSsl() {
    return Unpooled.wrappedBuffer(nioByteBuffer());
  }

  private final class Region extends AbstractFileRegion {
    private final Iterator<Part> left = parts.iterator();
    private ByteBuffer current = ByteBuffer.allocate(0);
    private long transferred;

    @Override
    public long count() {
      return size;
    }

    @Override
    public long position() {
      return 0;
    }

    @Override
    public long transferred() {
      return transferred;
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
      if (position != transferred) {
        throw new IllegalArgumentException(
            "expected to go on at " + transferred + ", got " + position);
      }
      while (!current.hasRemaining() && left.hasNext()) {
        MessageBuffers.giveBack(current);
        Part part = left.next();
        current = MessageBuffers.take(part.bytes());
        part.encodeTo(current);
        current.flip();
      }
      long written = target.write(current);
      transferred += written;
      return written;
    }

    @Override
    protected void deallocate() {
      MessageBuffers.giveBack(current);
      current = ByteBuffer.allocate(0);
    }
  }
}
