package org.sparkprop.worker.standing;

/**
 * Which {@link Topology} takes less time, by the bytes that the busiest link carries and by the
 * hops. A model for choosing, not for forecasting: what all executors compute is left out, and so
 * is what overlaps.
 *
 * <p>With E executors and a vector of V bytes the star's driver sends E · V and receives as much.
 * Among peers no link carries more than V on the way to the driver and V on the way from there to
 * an executor, nor among the executors themselves; the two are counted one behind the other, though
 * pieces overlap. In exchange there is one hop more each way, and each executor has a message for
 * each of the others.
 *
 * @param executors how many take part, at least 1
 * @param vectorBytes of all weights, and of one sum
 */
public record TopologyRule(int executors, long vectorBytes) {
  /** Bytes a second of a link: 10 Gbit/s. A slower link makes peers pay sooner. */
  private static final double LINK = 1.25e9;

  /** Seconds from a message's sending to its handling by another thread. */
  private static final double HOP = 250e-6;

  /** Seconds that a message costs whoever sends or receives it. */
  private static final double MESSAGE = 50e-6;

  public TopologyRule {
    if (executors < 1 || vectorBytes < 0) {
      throw new IllegalArgumentException(
          "expected an executor or more and a vector, got %d and %d bytes"
              .formatted(executors, vectorBytes));
    }
  }

  /** Seconds that the exchange of one round takes, weights and sums. */
  public double seconds(Topology topology) {
    double vector = vectorBytes / LINK;
    return switch (topology) {
      case STAR -> 2 * (executors * vector + HOP);
      case PEERS -> 2 * (2 * vector + 2 * HOP + (executors - 1) * MESSAGE);
    };
  }

  /** The one that takes less time; the star where both take the same. */
  public Topology choice() {
    return seconds(Topology.PEERS) < seconds(Topology.STAR) ? Topology.PEERS : Topology.STAR;
  }
}
