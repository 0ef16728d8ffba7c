package org.sparkprop.driver.training;

/** Why a run ended. */
public enum EndReason {
  /** All epochs are done. */
  COMPLETED,
  /** It was asked to stop, by Ctrl-C for instance; the model so far is whole. */
  STOPPED
}
