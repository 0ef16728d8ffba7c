package org.sparkprop.worker.standing;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.round.Merging;

/**
 * Where tasks find their run's {@link Meeting}.
 *
 * @param run the run
 * @param host of the driver, as executors reach it
 * @param port of the driver's {@link MeetingServer}; 0 where all is in one JVM
 * @param key opens the driver's streams: Spark asks who sends a message, but not who wants a stream
 * @param weights how many numbers the driver lays out in a round
 * @param merging of the run's sums
 * @param topology {@code auto}, or the name of the one that is wanted
 * @param sharesMemory whether the driver does with executors on its machine
 */
public record MeetingPlace(
    String run,
    String host,
    int port,
    String key,
    int weights,
    Merging merging,
    String topology,
    boolean sharesMemory)
    implements Serializable {
  /** The setting of Spark's by which tests and measurements choose the topology. */
  public static final String TOPOLOGY = "spark.sparkprop.standing.topology";

  /** The setting of Spark's by which they choose whether executors may share memory with it. */
  public static final String SHARED_MEMORY = "spark.sparkprop.standing.shared-memory";

  private static final String AUTO = "auto";

  /** Settings of Spark's by which nothing may lie outside its processes as it is. */
  private static final List<String> ENCRYPTING =
      List.of(
          "spark.network.crypto.enabled",
          "spark.authenticate.enableSaslEncryption",
          "spark.ssl.rpc.enabled",
          "spark.io.encryption.enabled");

  public MeetingPlace {
    List<String> allowed =
        Arrays.stream(Topology.values()).map(MeetingPlace::name).collect(Collectors.toList());
    allowed.add(0, AUTO);
    if (!allowed.contains(topology)) {
      throw new UserMistake(
          "%s: expected one of %s, got %s".formatted(TOPOLOGY, allowed, topology));
    }
  }

  /** How many numbers a whole sum has. */
  int sums() {
    return merging.numbers();
  }

  Precision precision() {
    return merging.precision();
  }

  /** What a session's settings say of the topology. */
  public static String topology(SparkConf conf) {
    return conf.get(TOPOLOGY, AUTO);
  }

  /**
   * More an executor never shares with the driver: the weights, and as many sums as have room.
   *
   * @param vectorBytes of either
   */
  public static long mostSharedBytes(long vectorBytes) {
    return Math.min(SharedMemory.MOST_BYTES, (1L + NearbyLink.MOST_VECTORS) * vectorBytes);
  }

  /** Whether a session's settings let driver and executors share memory. */
  static boolean sharesMemory(SparkConf conf) {
    return conf.getBoolean(SHARED_MEMORY, true)
        && ENCRYPTING.stream().noneMatch(key -> conf.getBoolean(key, false));
  }

  private static String name(Topology topology) {
    return topology.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The topology for so many executors; the same on all of them. Peers cut weights and sums alike,
   * and so want both of one length.
   */
  Topology topology(int executors) {
    if (weights != sums()) {
      return Topology.STAR;
    }
    return topology.equals(AUTO)
        ? new TopologyRule(executors, (long) weights * precision().bytes()).choice()
        : Topology.valueOf(topology.toUpperCase(Locale.ROOT));
  }
}
