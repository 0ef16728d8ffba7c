package org.sparkprop.worker.standing;

/** The stage of standing tasks failed, after all of Spark's own attempts. */
public final class StandingFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StandingFailure(Throwable cause) {
    super(cause);
  }
}
