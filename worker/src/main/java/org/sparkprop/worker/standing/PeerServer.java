package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;

/**
 * A {@link PeerLink} with its door to the other executors: a server on Spark's own network layer,
 * on a free port, with the application's authentication and encryption.
 */
final class PeerServer implements DriverLink {
  private final Lines lines = new Lines();
  private final PeerLink link;
  private final TransportContext context;
  private final TransportServer server;
  private final String host;

  PeerServer(MeetingPlace place, Seat seat) {
    SparkEnv env = SparkEnv.get();
    link =
        new PeerLink(lines.to(place.host(), place.port()), place, seat, ReceivedWeights.of(place));
    context = Transport.context(env, new Door(link));
    host = env.blockManager().blockManagerId().host();
    server = context.createServer(host, 0, Transport.serverBootstraps(env, context.getConf()));
  }

  @Override
  public CompletableFuture<Delivery> ask(long lastStep, Optional<Answer> answer) {
    return link.ask(lastStep, answer);
  }

  @Override
  public String address() {
    return host + ":" + server.getPort();
  }

  @Override
  public void meet(List<String> addresses) {
    link.meetOn(addresses.stream().map(lines::to).toList());
  }

  @Override
  public void close() {
    link.close();
    server.close();
    context.close();
    lines.close();
  }

  private static final class Door extends RpcHandler {
    private final PeerLink link;
    private final StreamManager streams = new OneForOneStreamManager();

    Door(PeerLink link) {
      this.link = link;
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
      link.receive(message);
      callback.onSuccess(ByteBuffer.allocate(0));
    }

    @Override
    public StreamManager getStreamManager() {
      return streams;
    }
  }
}
