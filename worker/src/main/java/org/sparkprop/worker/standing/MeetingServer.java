package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.PooledRoom;
import org.sparkprop.worker.round.SumRoom;

/**
 * A {@link Meeting}'s door to executors in other processes: a server on Spark's own network layer,
 * with the application's authentication and encryption.
 */
public final class MeetingServer implements AutoCloseable {
  private final MeetingPlace place;
  private final TransportContext context;
  private final TransportServer server;

  /**
   * Listens on the driver's address, on a free port.
   *
   * @param weights how many numbers the driver lays out in a round
   */
  public MeetingServer(String run, Meeting meeting, int weights, Merging merging) {
    SparkEnv env = SparkEnv.get();
    String key = WeightsStream.newKey();
    context = Transport.context(env, new Door(meeting, new PooledRoom(run, merging), key));
    String bind = env.conf().get("spark.driver.bindAddress", env.rpcEnv().address().host());
    server = context.createServer(bind, 0, Transport.serverBootstraps(env, context.getConf()));
    place =
        new MeetingPlace(
            run,
            env.rpcEnv().address().host(),
            server.getPort(),
            key,
            weights,
            merging,
            MeetingPlace.topology(env.conf()));
  }

  public MeetingPlace place() {
    return place;
  }

  @Override
  public void close() {
    server.close();
    context.close();
  }

  /** The weights of the step that is laid out. */
  private static final class WeightsStreams extends StreamManager {
    private final Meeting meeting;
    private final String key;

    WeightsStreams(Meeting meeting, String key) {
      this.meeting = meeting;
      this.key = key;
    }

    /** Null, as Spark has it, where the step is over. */
    @Override
    public ManagedBuffer openStream(String name) {
      WeightsStream wanted = WeightsStream.of(name);
      return wanted.isOpenedBy(key)
          ? meeting.laid(wanted.step()).map(Laid::body).orElse(null)
          : null;
    }

    @Override
    public ManagedBuffer getChunk(long streamId, int chunkIndex) {
      throw new UnsupportedOperationException("weights do not come in chunks");
    }
  }

  private static final class Door extends RpcHandler {
    /** Of an executor's messages with sums: 8 MiB of the largest ones in float32. */
    private static final int MOST_UNDER_WAY = 32;

    private final Meeting meeting;
    private final SumRoom room;
    private final StreamManager streams;

    Door(Meeting meeting, SumRoom room, String key) {
      this.meeting = meeting;
      this.room = room;
      this.streams = new WeightsStreams(meeting, key);
    }

    @Override
    public StreamCallbackWithID receiveStream(
        TransportClient client, ByteBuffer header, RpcResponseCallback callback) {
      Flow flow = new Flow(client.getChannel(), MOST_UNDER_WAY);
      return new MessageAssembly(
          "sums", Request.Sums.mostPartBytes(room), message -> receiveSums(message, flow));
    }

    private void receiveSums(ByteBuffer message, Flow flow) {
      final long bytes = message.remaining();
      if (!(Request.decode(message, room) instanceof Request.Sums sums)) {
        throw new IllegalArgumentException("expected sums on a stream, got another request");
      }
      flow.began();
      meeting.sums(sums, bytes, flow::ended);
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
      final long bytes = message.remaining();
      Request request = Request.decode(message, room);
      if (request instanceof Request.Next next) {
        meeting.next(next, bytes, laid -> callback.onSuccess(laid.encoded(next.wanted())));
      } else if (request instanceof Request.Sums sums) {
        meeting.sums(sums, bytes, () -> callback.onSuccess(ByteBuffer.allocate(0)));
      } else if (request instanceof Request.Weights wanted) {
        callback.onSuccess(
            meeting
                .laid(wanted.step())
                .map(laid -> laid.encodedWeights(wanted.span()))
                .orElseGet(() -> ByteBuffer.allocate(0)));
      } else {
        throw new IllegalArgumentException("expected a request to the driver, got " + request);
      }
    }

    @Override
    public StreamManager getStreamManager() {
      return streams;
    }
  }
}
