package org.sparkprop.worker.shard;

/** The three parts into which rows are split. */
public enum Part {
  TRAINING(0),
  VALIDATION(1),
  TEST(2);

  private final int index;

  Part(int index) {
    this.index = index;
  }

  /** From 0 on. */
  public int index() {
    return index;
  }
}
