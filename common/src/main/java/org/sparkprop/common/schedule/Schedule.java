package org.sparkprop.common.schedule;

import org.sparkprop.common.configuration.Members;

/**
 * A number that may change during a run, such as the learning rate: a function of how far the run
 * is. Lengths are in epochs, so that they mean the same whatever the batch size.
 */
@Members(
    value = {
      Constant.class,
      StepDecay.class,
      ExponentialDecay.class,
      PolynomialDecay.class,
      CosineRestarts.class,
      OneCycle.class,
      WarmUp.class
    },
    number = Constant.class)
public interface Schedule {
  double at(Progress progress);
}
