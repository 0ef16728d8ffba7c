package org.sparkprop.common.update;

/** What one block adds to a sum; reads only. */
@FunctionalInterface
public interface BlockSum {
  double of(Block block);
}
