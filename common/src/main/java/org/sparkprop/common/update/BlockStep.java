package org.sparkprop.common.update;

/** What a link does to one block; blocks are independent, and several run at once. */
@FunctionalInterface
public interface BlockStep {
  void apply(Block block);
}
