package org.sparkprop.worker.round;

import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.runtime.VectorPool;

/** Sums of a run are put into its idle vectors; who merges them has to give these back. */
public record PooledRoom(String run, Merging merging) implements SumRoom {
  @Override
  public Precision precision() {
    return merging.precision();
  }

  @Override
  public int numbers() {
    return merging.numbers();
  }

  @Override
  public FlatVector vector(int length) {
    return VectorPool.take(run, merging.precision(), length);
  }
}
