package org.sparkprop.common.loss;

/** What a row's target is. */
public enum TargetKind {
  /** One number, the index of the right class. */
  CLASS_INDEX,
  /** For each output 0 or 1. A single output tells two classes apart. */
  BINARY,
  /** For each output any number. */
  NUMBER
}
