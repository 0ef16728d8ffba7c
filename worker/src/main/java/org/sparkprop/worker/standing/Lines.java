package org.sparkprop.worker.standing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;

/** {@link StreamingLine}s on Spark's own network layer. */
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
  StreamingLine to(String host, int port) {
    try {
      factory.createClient(host, port);
    } catch (IOException e) {
      throw new UncheckedIOException(host + ":" + port + " cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting to " + host + ":" + port, e);
    }
    return new StreamingLine() {
      @Override
      public <T> CompletableFuture<T> send(ByteBuffer message, Function<ByteBuffer, T> read) {
        return Lines.this.send(host, port, message, read);
      }

      @Override
      public CompletableFuture<Void> upload(StreamBody messages) {
        return Lines.this.upload(host, port, messages);
      }

      @Override
      public CompletableFuture<Boolean> stream(String name, Consumer<ByteBuffer> data) {
        return Lines.this.stream(host, port, name, data);
      }
    };
  }

  /** A line to {@code host:port}. */
  Line to(String address) {
    int colon = address.lastIndexOf(':');
    return to(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  /** What is done on a connection; the answer comes later. */
  @FunctionalInterface
  private interface Sending<T> {
    void on(TransportClient client, CompletableFuture<T> answer);
  }

  private <T> CompletableFuture<T> connected(String host, int port, Sending<T> sending) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      sending.on(factory.createClient(host, port), answer);
    } catch (IOException e) {
      answer.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.completeExceptionally(e);
    }
    return answer;
  }

  /** Sends; the answer's bytes are Netty's, who takes them back when {@code read} returns. */
  private <T> CompletableFuture<T> send(
      String host, int port, ByteBuffer message, Function<ByteBuffer, T> read) {
    return connected(
        host,
        port,
        (client, answer) ->
            client.sendRpc(
                message,
                callback(
                    answer,
                    response -> {
                      MessageBuffers.giveBack(message);
                      return read.apply(response);
                    })));
  }

  private CompletableFuture<Void> upload(String host, int port, StreamBody messages) {
    return connected(
        host,
        port,
        (client, answer) ->
            client.uploadStream(
                new NioManagedBuffer(ByteBuffer.allocate(0)),
                messages,
                callback(answer, response -> null)));
  }

  private static <T> RpcResponseCallback callback(
      CompletableFuture<T> answer, Function<ByteBuffer, T> read) {
    return new RpcResponseCallback() {
      @Override
      public void onSuccess(ByteBuffer response) {
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
    };
  }

  private CompletableFuture<Boolean> stream(
      String host, int port, String name, Consumer<ByteBuffer> data) {
    return connected(
        host,
        port,
        (client, answer) ->
            client.stream(
                name,
                new StreamCallback() {
                  @Override
                  public void onData(String id, ByteBuffer bytes) {
                    data.accept(bytes);
                  }

                  @Override
                  public void onComplete(String id) {
                    answer.complete(true);
                  }

                  @Override
                  public void onFailure(String id, Throwable failure) {
                    // So Spark says that the server has no such stream; all else is of a kind.
                    if (failure.getClass() == RuntimeException.class) {
                      answer.complete(false);
                    } else {
                      answer.completeExceptionally(failure);
                    }
                  }
                }));
  }

  @Override
  public void close() {
    factory.close();
    context.close();
  }
}
