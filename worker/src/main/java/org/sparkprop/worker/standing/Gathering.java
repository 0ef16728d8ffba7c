package org.sparkprop.worker.standing;

import java.util.List;
import org.sparkprop.common.gradient.MergeTree;

/** What has come in of a step's answers. Not thread-safe. */
interface Gathering {
  /** Takes an answer; one that is of another kind is not of this step and not taken. */
  void add(Answer answer);

  /** Takes a further piece of sums. */
  void add(int piece, List<MergeTree.Node> nodes);

  /** Whether a piece has been dealt with. */
  boolean has(int piece);

  boolean isComplete();

  /** The same step with nothing in. */
  Gathering anew();
}
