package org.sparkprop.worker.shard;

/** The three parts into which rows are split. */
public enum Part {
  TRAINING,
  VALIDATION,
  TEST
}
