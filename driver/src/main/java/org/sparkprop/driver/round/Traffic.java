package org.sparkprop.driver.round;

/**
 * Bytes of this program's own messages that went over the network, in the whole cluster; each
 * counted once, also where it went from executor to executor. Nothing travels in local mode.
 *
 * @param sentBytes of weights on their way from the driver to all executors
 * @param receivedBytes of gradient sums and reports on their way from all executors to the driver
 */
public record Traffic(long sentBytes, long receivedBytes) {
  public static final Traffic NONE = new Traffic(0, 0);

  public Traffic plus(Traffic other) {
    return new Traffic(sentBytes + other.sentBytes, receivedBytes + other.receivedBytes);
  }
}
