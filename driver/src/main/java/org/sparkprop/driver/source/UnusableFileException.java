package org.sparkprop.driver.source;

/** A file that is a row cannot be used; the message says what was expected and what it is. */
final class UnusableFileException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableFileException(String message) {
    super(message);
  }
}
