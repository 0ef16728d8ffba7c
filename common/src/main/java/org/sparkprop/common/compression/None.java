package org.sparkprop.common.compression;

import org.sparkprop.common.vector.FlatVector;

/** Sums travel in the run's precision. */
public record None() implements GradientCompression {
  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public void compress(FlatVector sum, double rows) {}
}
