package org.sparkprop.common.chunk;

/** How a shard file holds the features of a row. */
public enum StoredForm {
  /** All of them, in the run's precision. */
  NUMBERS,
  /** All of them, a byte each that stands for one of 256 numbers. */
  BYTES,
  /** Those that are not zero: their places, four bytes each, then the numbers. */
  ENTRIES
}
