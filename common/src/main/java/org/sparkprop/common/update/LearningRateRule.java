package org.sparkprop.common.update;

import org.sparkprop.common.schedule.Schedule;

/** A rule whose step is proportional to a learning rate, and which can take any batches. */
public interface LearningRateRule extends UpdateRule {
  Schedule learningRate();

  /** Whether weight decay is part of the rule itself. */
  default boolean decaysWeights() {
    return false;
  }
}
