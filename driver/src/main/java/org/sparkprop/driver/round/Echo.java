package org.sparkprop.driver.round;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Bytes as many as a round's go to an executor as weights do, and come back as sums do, through
 * Spark's serialiser, its compression and encryption, and the network.
 */
public final class Echo {
  /** Longer ones would take more than a second, and tell no more. */
  private static final long MOST_BYTES = 32L << 20;

  private Echo() {}

  /**
   * Sends and compares.
   *
   * @param bytes how many a round sends
   * @throws IllegalStateException if they come back changed
   */
  public static void of(JavaSparkContext spark, long bytes) {
    byte[] sent = new byte[(int) Math.min(MOST_BYTES, Math.max(1, bytes))];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i * 31 + (i >>> 8));
    }
    spark.setJobDescription("self-check: " + sent.length + " bytes there and back");
    Broadcast<byte[]> broadcast = spark.broadcast(sent);
    try {
      byte[] back = spark.parallelize(List.of(1), 1).map(new Back(broadcast)).collect().get(0);
      if (!Arrays.equals(sent, back)) {
        throw new IllegalStateException(
            "%d bytes that went to an executor came back changed: no sum of this cluster can be trusted"
                .formatted(sent.length));
      }
    } finally {
      broadcast.destroy();
      spark.setJobDescription(null);
    }
  }

  private record Back(Broadcast<byte[]> bytes) implements Function<Integer, byte[]> {
    @Override
    public byte[] call(Integer one) {
      return bytes.value();
    }
  }
}
