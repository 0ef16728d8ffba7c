package org.sparkprop.worker.standing;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkprop.worker.round.Span;
import org.sparkprop.worker.round.SumRoom;

/** What the driver's {@link MeetingServer} does with what comes in. */
final class Door extends RpcHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  /** Of an executor's messages with sums: 8 MiB of the largest ones in float32. */
  private static final int MOST_UNDER_WAY = 32;

  private final Meeting meeting;
  private final SumRoom room;
  private final StreamManager streams;
  private final boolean sharesMemory;

  /** With the executors on this machine, by their connections. */
  private final Map<Channel, SharedMemory> memories = new ConcurrentHashMap<>();

  Door(Meeting meeting, SumRoom room, String key, boolean sharesMemory) {
    this.meeting = meeting;
    this.room = room;
    this.streams = new WeightsStreams(meeting, key);
    this.sharesMemory = sharesMemory;
  }

  @Override
  public StreamCallbackWithID receiveStream(
      TransportClient client, ByteBuffer header, RpcResponseCallback callback) {
    Flow flow = new Flow(client.getChannel(), MOST_UNDER_WAY);
    return new MessageAssembly(
        "sums",
        Request.Sums.mostPartBytes(room),
        message -> {
          Request.Sums sums = decodeSums(message);
          flow.began();
          meeting.sums(sums, message.limit(), flow::ended);
        });
  }

  private Request.Sums decodeSums(ByteBuffer message) {
    if (Request.decode(message, room) instanceof Request.Sums sums) {
      return sums;
    }
    throw new IllegalArgumentException("expected sums, got another request");
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    final long bytes = message.remaining();
    Request request = Request.decode(message, room);
    if (request instanceof Request.Next next) {
      meeting.next(next, bytes, laid -> callback.onSuccess(laid.encoded(next.wanted())));
    } else if (request instanceof Request.Nearby nearby) {
      receiveNearby(client, nearby, callback);
    } else if (request instanceof Request.Sums sums) {
      meeting.sums(sums, bytes, () -> callback.onSuccess(ByteBuffer.allocate(0)));
    } else if (request instanceof Request.Weights wanted) {
      callback.onSuccess(
          meeting
              .laid(wanted.step())
              .map(laid -> laid.encodedWeights(wanted.span()))
              .orElseGet(() -> ByteBuffer.allocate(0)));
    } else if (request instanceof Request.Share share) {
      boolean isShared = sharesMemory && share(client.getChannel(), share.plan());
      callback.onSuccess(ByteBuffer.allocate(1).put((byte) (isShared ? 1 : 0)).flip());
    } else {
      throw new IllegalArgumentException("expected a request to the driver, got " + request);
    }
  }

  private boolean share(Channel channel, SharedMemory.Plan plan) {
    try {
      memories.put(channel, SharedMemory.open(plan));
      return true;
    } catch (IOException e) {
      LOG.info("no memory is shared with {}: {}", channel.remoteAddress(), e.toString());
      return false;
    }
  }

  private SharedMemory memory(TransportClient client) {
    return Optional.ofNullable(memories.get(client.getChannel()))
        .orElseThrow(() -> new IllegalArgumentException("no memory is shared"));
  }

  /**
   * Takes sums and question from where they lie; nobody writes there before the answer is out. The
   * answer is written by the connection's own thread, which sends it then: several at once, where
   * there are several executors.
   */
  private void receiveNearby(
      TransportClient client, Request.Nearby told, RpcResponseCallback callback) {
    SharedMemory memory = memory(client);
    ByteBuffer question = memory.question().limit(told.sumsBytes() + told.nextBytes());
    while (question.position() < told.sumsBytes()) {
      int length = question.getInt();
      ByteBuffer message = question.slice(question.position(), length);
      question.position(question.position() + length);
      meeting.sums(decodeSums(message), length, () -> {});
    }
    if (!(Request.decode(question, room) instanceof Request.Next next)) {
      throw new IllegalArgumentException("expected a question behind the sums");
    }
    meeting.next(
        next,
        told.nextBytes(),
        laid ->
            client
                .getChannel()
                .eventLoop()
                .execute(() -> answer(memory, laid, next.wanted(), callback)));
  }

  private static void answer(
      SharedMemory memory, Laid laid, Span wanted, RpcResponseCallback callback) {
    ByteBuffer answer = memory.answer();
    try {
      laid.encodeTo(answer, wanted);
    } catch (RuntimeException e) {
      callback.onFailure(e);
      return;
    }
    callback.onSuccess(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(answer.position())
            .flip());
  }

  @Override
  public void channelInactive(TransportClient client) {
    memories.remove(client.getChannel());
  }

  @Override
  public StreamManager getStreamManager() {
    return streams;
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
}
