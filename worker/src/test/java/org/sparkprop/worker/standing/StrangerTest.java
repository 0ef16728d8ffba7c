package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.StreamCallback;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.sasl.SecretKeyHolder;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparkprop.common.compression.None;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundSums;

/** The door of a meeting where {@code spark.authenticate} is on. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StrangerTest {
  private static final long ANSWER_MILLIS = 20_000;
  private static final Merging MERGING = new Merging(1, 2, Precision.FLOAT32, new None());

  /** Asks what comes next, as an executor does. */
  private static Assignment.Kind ask(MeetingPlace place, List<TransportClientBootstrap> ways)
      throws Exception {
    try (TransportContext context = Transport.context(SparkEnv.get(), new NoOpRpcHandler());
        TransportClientFactory factory = context.createClientFactory(ways)) {
      ByteBuffer question =
          new Request.Next(0, 0, Laid.NO_WEIGHTS, Optional.empty()).encode(Laid.NO_WEIGHTS);
      ByteBuffer answer =
          factory.createClient(place.host(), place.port()).sendRpcSync(question, ANSWER_MILLIS);
      return Assignment.decode(answer).kind();
    }
  }

  @Test
  void whoHasNotTheSecretHearsNothing() throws Exception {
    try (JavaSparkContext spark = new JavaSparkContext(Loopback.authenticated());
        Meeting meeting = Meeting.open("stranger", 1);
        MeetingServer server = new MeetingServer("stranger", meeting, 2, MERGING)) {
      meeting.dismiss();
      SparkEnv env = SparkEnv.get();
      MeetingPlace place = server.place();
      try (TransportContext context = Transport.context(env, new NoOpRpcHandler())) {
        assertEquals(
            Assignment.Kind.END, ask(place, Transport.clientBootstraps(env, context.getConf())));
        assertThrows(Exception.class, () -> ask(place, List.of()));
        assertThrows(
            Exception.class,
            () ->
                ask(
                    place,
                    List.of(new AuthClientBootstrap(context.getConf(), "sparkSaslUser", wrong()))));
        assertEquals(
            Assignment.Kind.END, ask(place, Transport.clientBootstraps(env, context.getConf())));
      }
    }
  }

  /** Asks for a stream as Spark lets anybody do, and gives what comes of it. */
  private static Optional<byte[]> stream(MeetingPlace place, String name) throws Exception {
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
    StreamCallback callback =
        new StreamCallback() {
          @Override
          public void onData(String id, ByteBuffer bytes) {
            byte[] some = new byte[bytes.remaining()];
            bytes.get(some);
            came.writeBytes(some);
          }

          @Override
          public void onComplete(String id) {
            answer.complete(Optional.of(came.toByteArray()));
          }

          @Override
          public void onFailure(String id, Throwable failure) {
            answer.complete(Optional.empty());
          }
        };
    try (TransportContext context = Transport.context(SparkEnv.get(), new NoOpRpcHandler());
        TransportClientFactory factory = context.createClientFactory(List.of())) {
      factory.createClient(place.host(), place.port()).stream(name, callback);
      return answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void whoHasNotTheKeyGetsNoWeights() throws Exception {
    try (JavaSparkContext spark = new JavaSparkContext(Loopback.authenticated());
        Meeting meeting = Meeting.open("stranger", 1);
        MeetingServer server = new MeetingServer("stranger", meeting, 2, MERGING)) {
      FlatVector weights = FlatVector.of(Precision.FLOAT32, 3, 4);
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Optional<RoundSums>> round =
          CompletableFuture.supplyAsync(() -> held(meeting, weights, over));
      while (meeting.laid(1).isEmpty()) {
        Thread.sleep(10);
      }
      MeetingPlace place = server.place();
      assertTrue(stream(place, new WeightsStream("guessed", 1).name()).isEmpty());
      assertTrue(stream(place, new WeightsStream("", 1).name()).isEmpty());
      assertTrue(stream(place, "1").isEmpty());
      assertTrue(stream(place, place.key() + "/one").isEmpty());
      assertTrue(stream(place, new WeightsStream(place.key(), 2).name()).isEmpty());
      assertArrayEquals(
          weights.toBytes(), stream(place, new WeightsStream(place.key(), 1).name()).orElseThrow());
      over.set(true);
      assertTrue(round.get().isEmpty());
    }
  }

  private static Optional<RoundSums> held(Meeting meeting, FlatVector weights, AtomicBoolean over) {
    RoundSums sums = new RoundSums(MERGING, () -> FlatVector.zeros(Precision.FLOAT32, 2));
    try {
      return meeting.hold(new Round(1, 1, 1, false), weights, sums, over::get);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SecretKeyHolder wrong() {
    return new SecretKeyHolder() {
      @Override
      public String getSaslUser(String application) {
        return "sparkSaslUser";
      }

      @Override
      public String getSecretKey(String application) {
        return "guessed";
      }
    };
  }
}
