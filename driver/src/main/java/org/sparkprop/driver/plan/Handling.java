package org.sparkprop.driver.plan;

import org.sparkprop.common.configuration.Require;

/**
 * What it costs a process to send and to take messages, in seconds, whatever the network.
 *
 * @param message for each message, whatever its length
 * @param numberSent for each number that is sent: encoding and copying
 * @param numberMerged for each number that arrives: decoding and adding
 */
public record Handling(double message, double numberSent, double numberMerged) {
  static final Handling NONE = new Handling(0, 0, 0);

  public Handling {
    Require.notNegative("message", message);
    Require.notNegative("numberSent", numberSent);
    Require.notNegative("numberMerged", numberMerged);
  }
}
