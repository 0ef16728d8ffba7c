package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.sasl.SecretKeyHolder;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparkprop.common.compression.None;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.round.Merging;

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
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("stranger")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.authenticate", "true")
            .set("spark.network.crypto.enabled", "true");
    try (JavaSparkContext spark = new JavaSparkContext(conf);
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
