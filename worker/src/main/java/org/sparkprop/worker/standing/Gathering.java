package org.sparkprop.worker.standing;

import java.util.Set;

/** What has come in of a step's answers. Not thread-safe. */
interface Gathering {
  /** Takes an answer; one that is of another kind is not of this step and not taken. */
  void add(Answer answer);

  /** Takes a further piece of sums. */
  void add(Request.Sums sums);

  /** Counts bytes of a message that has been taken. */
  void count(long bytes);

  /** Whether the piece of sums that starts there has been dealt with. */
  boolean has(int from);

  boolean isComplete();

  /** The executors whose answers are in, as far as answers say whose they are. */
  Set<String> answered();

  /** The same step with nothing in. */
  Gathering anew();
}
