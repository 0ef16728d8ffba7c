package org.sparkprop.common.model;

import java.io.IOException;

/** A file is not what its format says it should be; the message says what is wrong. */
public final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedFileException(String message) {
    super(message);
  }
}
