package org.sparkprop.common.update;

import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.gradient.Curvature;

/**
 * How a mean gradient becomes a step: the link of the chain that gives a training its name. It
 * finds the mean gradient in {@link Block#step} and leaves there what is to be taken from the
 * weights; the chain takes it.
 *
 * <p>To add one: a record here, its name in {@link Members}, a trajectory in {@code
 * TrajectoryTest}.
 */
@Members({
  GradientDescent.class,
  Momentum.class,
  Nesterov.class,
  Adagrad.class,
  Adadelta.class,
  RmsProp.class,
  Adam.class,
  Amsgrad.class,
  AdamW.class,
  Nadam.class,
  Lion.class,
  Lars.class,
  Lamb.class,
  Rprop.class,
  LimitedMemoryBfgs.class,
  LevenbergMarquardt.class
})
public interface UpdateRule extends Link {
  /**
   * Whether rounds after the first are trials, which the rule takes back when their loss is not
   * finite: it is then shown an infinite loss and a gradient of zeros.
   */
  default boolean takesBackTrials() {
    return false;
  }

  /** What the rule wants of the curvature for a network of so many parameters. */
  default Curvature curvature(int parameters) {
    return Curvature.NONE;
  }
}
