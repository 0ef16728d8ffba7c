package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A way to send messages to one other process, and to hear its answers. */
interface Line {
  /**
   * Sends a message, which is taken over.
   *
   * @param read takes the answer; its bytes are good only until it returns
   */
  <T> CompletableFuture<T> send(ByteBuffer message, Function<ByteBuffer, T> read);

  /** Sends a message whose answer says only that it has been dealt with. */
  default CompletableFuture<Void> send(ByteBuffer message) {
    return send(message, answer -> null);
  }
}
