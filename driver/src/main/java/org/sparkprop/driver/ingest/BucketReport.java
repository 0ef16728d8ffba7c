package org.sparkprop.driver.ingest;

import java.io.Serializable;

/**
 * What one bucket of the shuffled rows holds: its rows, and the statistics of its training rows.
 */
record BucketReport(int bucket, long rows, byte[] statistics) implements Serializable {
  static final byte[] NONE = {};
}
