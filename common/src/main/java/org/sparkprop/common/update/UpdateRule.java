package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.vector.FlatVector;

/**
 * How a mean gradient becomes new weights. A rule is a record of hyper-parameters; what it
 * remembers from round to round are named vectors the size of the weights, which the training loop
 * keeps and checkpoints.
 */
@Members({GradientDescent.class, Momentum.class, Nesterov.class, Adam.class})
public interface UpdateRule {
  /** The names of the state vectors; each starts at zero. */
  default List<String> stateNames() {
    return List.of();
  }

  /**
   * Moves {@code weights} one step and {@code state} with them.
   *
   * @param gradient the mean gradient; read only
   * @param progress the round that this update ends
   */
  void update(FlatVector weights, FlatVector gradient, UpdateState state, Progress progress);
}
