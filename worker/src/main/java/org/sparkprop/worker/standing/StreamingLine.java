package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A {@link Line} on which long vectors go as one stream each. */
interface StreamingLine extends Line {
  /** Sends messages that no answer is wanted to; done when all have been taken. */
  CompletableFuture<Void> upload(StreamBody messages);

  /**
   * Asks for a stream of bytes.
   *
   * @param data takes them piece by piece as they come; good only until it returns
   * @return whether there is such a stream, when it has come
   */
  CompletableFuture<Boolean> stream(String name, Consumer<ByteBuffer> data);
}
