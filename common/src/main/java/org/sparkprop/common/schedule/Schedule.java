package org.sparkprop.common.schedule;

import org.sparkprop.common.configuration.Members;

/** A number that may change during a run, such as the learning rate. */
@Members(
    value = {Constant.class},
    number = Constant.class)
public interface Schedule {
  double at(Progress progress);
}
