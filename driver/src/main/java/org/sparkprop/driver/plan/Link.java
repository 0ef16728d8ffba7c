package org.sparkprop.driver.plan;

import org.sparkprop.common.configuration.Require;

/**
 * The link of one host, as programs see it. All hosts are taken to have the same one, and the
 * switches between them to carry all at once.
 *
 * @param sent bytes of payload a second out of a host, at the same time as
 * @param received bytes of payload a second into it
 * @param latency seconds from host to host, one way
 */
public record Link(double sent, double received, double latency) {
  /**
   * Of the bits of an Ethernet link so many are payload: 1,448 bytes of TCP in a frame of 1,500
   * that takes 1,538 with headers, preamble and gap.
   */
  static final double PAYLOAD = 1448.0 / 1538.0;

  /** Where nothing travels: driver and tasks are one process. */
  static final Link NONE = new Link(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);

  public Link {
    Require.that(sent > 0 && received > 0, "expected rates above 0, got %s, %s", sent, received);
    Require.notNegative("latency", latency);
  }

  /** A link that is as fast out as in. */
  public static Link of(Bandwidth bandwidth, Latency latency) {
    double bytes = bandwidth.bitsPerSecond() / Byte.SIZE * PAYLOAD;
    return new Link(bytes, bytes, latency.seconds());
  }

  /** What the faster direction would be called by whoever sold it. */
  Bandwidth bandwidth() {
    return new Bandwidth(Math.max(sent, received) * Byte.SIZE / PAYLOAD);
  }
}
