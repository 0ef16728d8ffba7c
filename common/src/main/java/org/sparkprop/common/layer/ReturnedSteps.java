package org.sparkprop.common.layer;

/** What a recurrent layer hands on. */
public enum ReturnedSteps {
  /** Its output at every step: [steps, units]. */
  SEQUENCE,
  /** Its output at the last step that counts: [units]; zeros where none does. */
  LAST
}
