package org.sparkprop.driver.training;

/** A checkpoint cannot be written, and the user wants the run to end then. */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CheckpointException(String message) {
    super(message + " (training.checkpoints.on-error: stop)");
  }
}
