package org.sparkprop.worker.round;

import org.sparkprop.common.network.Workspace;

/** Where a task's weights come from: a broadcast, a message, the driver's own memory. */
@FunctionalInterface
public interface WeightsSource {
  /** Puts the weights in place. */
  void into(Workspace workspace);
}
