package org.sparkprop.worker.standing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;

/** {@link Line}s on Spark's own network layer. */
final class Lines implements AutoCloseable {
  private final TransportContext context;
  private final TransportClientFactory factory;

  Lines() {
    SparkEnv env = SparkEnv.get();
    context = Transport.context(env, new NoOpRpcHandler());
    factory = context.createClientFactory(Transport.clientBootstraps(env, context.getConf()));
  }

  /**
   * A line to a server, connected at once: later messages go out from threads of the network layer
   * itself, which cannot wait for a connection. To be called by a task's thread.
   */
  Line to(String host, int port) {
    try {
      factory.createClient(host, port);
    } catch (IOException e) {
      throw new UncheckedIOException(host + ":" + port + " cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting to " + host + ":" + port, e);
    }
    return new Line() {
      @Override
      public <T> CompletableFuture<T> send(ByteBuffer message, Function<ByteBuffer, T> read) {
        return Lines.this.send(host, port, message, read);
      }
    };
  }

  /** A line to {@code host:port}. */
  Line to(String address) {
    int colon = address.lastIndexOf(':');
    return to(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  /** Sends; the answer's bytes are Netty's, who takes them back when {@code read} returns. */
  private <T> CompletableFuture<T> send(
      String host, int port, ByteBuffer message, Function<ByteBuffer, T> read) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      factory
          .createClient(host, port)
          .sendRpc(
              message,
              new RpcResponseCallback() {
                @Override
                public void onSuccess(ByteBuffer response) {
                  MessageBuffers.giveBack(message);
                  try {
                    answer.complete(read.apply(response));
                  } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                  }
                }

                @Override
                public void onFailure(Throwable failure) {
                  answer.completeExceptionally(failure);
                }
              });
    } catch (IOException e) {
      answer.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.completeExceptionally(e);
    }
    return answer;
  }

  @Override
  public void close() {
    factory.close();
    context.close();
  }
}
