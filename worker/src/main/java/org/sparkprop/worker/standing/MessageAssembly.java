package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.apache.spark.network.client.StreamCallbackWithID;

/**
 * Puts messages together again that come over a stream one behind the other, each behind its
 * length, as {@link Request.Sums#part} writes them.
 */
final class MessageAssembly implements StreamCallbackWithID {
  private final String stream;
  private final int mostBytes;
  private final Consumer<ByteBuffer> receiver;
  private final ByteBuffer length =
      ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private ByteBuffer message;

  /**
   * An assembly without bytes.
   *
   * @param mostBytes of a message: a longer one is refused before anything is allocated for it
   * @param receiver takes each message when it is whole; its bytes are good only until it returns
   */
  MessageAssembly(String stream, int mostBytes, Consumer<ByteBuffer> receiver) {
    this.stream = stream;
    this.mostBytes = mostBytes;
    this.receiver = receiver;
  }

  @Override
  public String getID() {
    return stream;
  }

  @Override
  public void onData(String streamId, ByteBuffer data) {
    while (data.hasRemaining()) {
      if (message == null) {
        move(data, length);
        if (length.hasRemaining()) {
          return;
        }
        message = MessageBuffers.take(checked(length.getInt(0)));
        length.clear();
      }
      move(data, message);
      if (!message.hasRemaining()) {
        receiver.accept(message.flip());
        discard();
      }
    }
  }

  private int checked(int bytes) {
    if (bytes < 0 || bytes > mostBytes) {
      throw new IllegalArgumentException(
          "expected a message of at most %,d bytes, got %,d".formatted(mostBytes, bytes));
    }
    return bytes;
  }

  private static void move(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), count);
    to.position(to.position() + count);
    from.position(from.position() + count);
  }

  private void discard() {
    if (message != null) {
      MessageBuffers.giveBack(message);
      message = null;
    }
  }

  @Override
  public void onComplete(String streamId) {
    if (message != null || length.position() > 0) {
      throw new IllegalArgumentException("expected whole messages, got a stream that ends in one");
    }
  }

  @Override
  public void onFailure(String streamId, Throwable cause) {
    discard();
  }
}
