package org.sparkprop.worker.standing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;

/**
 * An executor's way to its run's meeting: a call where that is in the same JVM, else a connection.
 */
interface DriverLink extends AutoCloseable {
  /** The answer, when there is one. */
  CompletableFuture<Assignment> ask(Request request);

  @Override
  void close();

  static DriverLink to(MeetingPlace place) {
    return Meeting.find(place.run())
        .<DriverLink>map(SameProcess::new)
        .orElseGet(() -> new Connection(place));
  }

  /** The driver is this JVM. */
  record SameProcess(Meeting meeting) implements DriverLink {
    @Override
    public CompletableFuture<Assignment> ask(Request request) {
      CompletableFuture<Assignment> answer = new CompletableFuture<>();
      Consumer<Assignment> complete = answer::complete;
      meeting.ask(request, complete);
      return answer;
    }

    @Override
    public void close() {}
  }

  /** The driver is elsewhere. */
  final class Connection implements DriverLink {
    private final MeetingPlace place;
    private final TransportContext context;
    private final TransportClientFactory factory;

    Connection(MeetingPlace place) {
      this.place = place;
      SparkEnv env = SparkEnv.get();
      this.context = Transport.context(env, new NoOpRpcHandler());
      this.factory =
          context.createClientFactory(Transport.clientBootstraps(env, context.getConf()));
    }

    @Override
    public CompletableFuture<Assignment> ask(Request request) {
      CompletableFuture<Assignment> answer = new CompletableFuture<>();
      try {
        TransportClient client = factory.createClient(place.host(), place.port());
        client.sendRpc(
            request.encode(),
            new RpcResponseCallback() {
              @Override
              public void onSuccess(ByteBuffer response) {
                answer.complete(Assignment.decode(response));
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
}
