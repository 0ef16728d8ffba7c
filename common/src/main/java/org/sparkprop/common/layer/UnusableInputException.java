package org.sparkprop.common.layer;

/** A layer met numbers that mean nothing to it, as a token id that is not in the vocabulary. */
public final class UnusableInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnusableInputException(String message) {
    super(message);
  }

  /** The same, said of the layer with this label. */
  public UnusableInputException of(String label) {
    return new UnusableInputException(label + ": " + getMessage());
  }
}
