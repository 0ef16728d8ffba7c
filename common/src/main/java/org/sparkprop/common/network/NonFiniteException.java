package org.sparkprop.common.network;

/** A forward pass gave numbers that are not finite; the message names the first layer that did. */
public final class NonFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NonFiniteException(String message) {
    super(message);
  }
}
