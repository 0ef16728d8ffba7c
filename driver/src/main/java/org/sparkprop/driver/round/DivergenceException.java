package org.sparkprop.driver.round;

import org.sparkprop.worker.round.Round;

/** The run met numbers that are not finite; the message says where first. */
public final class DivergenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DivergenceException(String message) {
    super(message);
  }

  /** Says in which round it was. */
  DivergenceException(Round round, String what) {
    this("round %d (epoch %d), %s".formatted(round.number(), round.epoch(), what));
  }
}
