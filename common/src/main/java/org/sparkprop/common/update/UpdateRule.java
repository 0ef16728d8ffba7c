package org.sparkprop.common.update;

import org.sparkprop.common.configuration.Members;

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
  LimitedMemoryBfgs.class
})
public interface UpdateRule extends Link {}
