package org.sparkprop.driver.round;

/** The run met numbers that are not finite; the message says where first. */
public final class DivergenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DivergenceException(String message) {
    super(message);
  }
}
