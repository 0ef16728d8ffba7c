package org.sparkprop.worker.standing;

import io.netty.channel.Channel;

/**
 * Holds a sender back whose messages are taken faster than they are dealt with: while so many are
 * under way, nothing more is read from him, and his network layer waits.
 */
final class Flow {
  private final Channel channel;
  private final int most;
  private int underWay;

  Flow(Channel channel, int most) {
    this.channel = channel;
    this.most = most;
  }

  /** A message has been taken. */
  synchronized void began() {
    underWay++;
    if (underWay == most) {
      channel.config().setAutoRead(false);
    }
  }

  /** One has been dealt with. */
  synchronized void ended() {
    if (underWay == most) {
      channel.config().setAutoRead(true);
    }
    underWay--;
  }
}
