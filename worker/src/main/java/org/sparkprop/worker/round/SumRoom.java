package org.sparkprop.worker.round;

import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** What a reader of sums knows of them beforehand, and where he puts them. */
public interface SumRoom {
  Precision precision();

  /** Of a whole sum: none that arrives is longer. */
  int numbers();

  /** A vector of so many numbers, whatever they are, for the reader. */
  FlatVector vector(int length);
}
