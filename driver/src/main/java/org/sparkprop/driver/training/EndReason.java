package org.sparkprop.driver.training;

/** Why a run ended. */
public enum EndReason {
  /** All epochs are done. */
  COMPLETED,
  /** A measure has not become better for long; the weights are the best epoch's. */
  EARLY_STOPPED,
  /** It was asked to stop, by Ctrl-C for instance; the model so far is whole. */
  STOPPED
}
