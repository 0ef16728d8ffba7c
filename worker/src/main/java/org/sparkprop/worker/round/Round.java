package org.sparkprop.worker.round;

import java.io.Serializable;

/**
 * One round of a run.
 *
 * @param number counted from 1 over the whole run
 * @param ofEpoch counted from 0 within its epoch
 * @param epoch counted from 1
 * @param endsEpoch whether it is its epoch's last
 * @param takesMeans whether the shards give sums of what goes through the layers that penalise
 *     means, rather than the gradient
 */
public record Round(long number, long ofEpoch, long epoch, boolean endsEpoch, boolean takesMeans)
    implements Serializable {
  /** One that computes the gradient. */
  public Round(long number, long ofEpoch, long epoch, boolean endsEpoch) {
    this(number, ofEpoch, epoch, endsEpoch, false);
  }

  /** The pass before that over the same rows, which takes the means that are penalised. */
  public Round forMeans() {
    return new Round(number, ofEpoch, epoch, endsEpoch, true);
  }

  /** The round of that number where each epoch has {@code perEpoch} rounds. */
  public static Round of(long number, long perEpoch) {
    long ofEpoch = (number - 1) % perEpoch;
    return new Round(number, ofEpoch, (number - 1) / perEpoch + 1, ofEpoch == perEpoch - 1);
  }
}
