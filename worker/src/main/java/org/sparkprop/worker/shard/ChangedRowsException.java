package org.sparkprop.worker.shard;

/**
 * The rows of the source are not those that were read first. Spark reads a source again where what
 * it has made of it was lost with an executor; a shard that is built of other rows would be another
 * run's (SPARK-23207 lost 68,468 of a million rows that way, and nobody was told).
 */
public final class ChangedRowsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ChangedRowsException(String message) {
    super(message);
  }
}
