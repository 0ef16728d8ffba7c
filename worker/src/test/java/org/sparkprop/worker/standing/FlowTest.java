package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** A sender is held back while too much of what he sent is under way. */
class FlowTest {
  @Test
  void readsNothingWhileTooManyAreUnderWay() {
    EmbeddedChannel channel = new EmbeddedChannel();
    Flow flow = new Flow(channel, 2);
    flow.began();
    assertTrue(channel.config().isAutoRead());
    flow.began();
    assertFalse(channel.config().isAutoRead());
    flow.began();
    flow.ended();
    assertFalse(channel.config().isAutoRead());
    flow.ended();
    assertTrue(channel.config().isAutoRead());
    flow.began();
    assertFalse(channel.config().isAutoRead());
    flow.ended();
    flow.ended();
    assertTrue(channel.config().isAutoRead());
  }
}
