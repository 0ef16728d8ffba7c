package org.sparkprop.driver.source;

/** A row cannot be used. Tasks that give results of their own hand the row over as one of them. */
public final class BadRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final BadRow row;

  public BadRowException(BadRow row) {
    super(row.message());
    this.row = row;
  }

  public BadRow row() {
    return row;
  }
}
