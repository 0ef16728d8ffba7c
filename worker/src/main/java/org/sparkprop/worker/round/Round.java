package org.sparkprop.worker.round;

import java.io.Serializable;

/**
 * One round of a run.
 *
 * @param number counted from 1 over the whole run
 * @param ofEpoch counted from 0 within its epoch
 * @param epoch counted from 1
 * @param endsEpoch whether it is its epoch's last
 * @param preparation which of the passes before the gradient's it is, from 1 on: the shards give
 *     sums for the network's {@linkplain org.sparkprop.common.network.BatchStatistics batch
 *     statistics}; 0 for that of the gradient
 */
public record Round(long number, long ofEpoch, long epoch, boolean endsEpoch, int preparation)
    implements Serializable {
  /** One that computes the gradient. */
  public Round(long number, long ofEpoch, long epoch, boolean endsEpoch) {
    this(number, ofEpoch, epoch, endsEpoch, 0);
  }

  /** A pass before that over the same rows, by its number from 1 on. */
  public Round preparation(int pass) {
    return new Round(number, ofEpoch, epoch, endsEpoch, pass);
  }

  /** Whether the shards give their gradients. */
  public boolean givesGradient() {
    return preparation == 0;
  }

  /** The round of that number where each epoch has {@code perEpoch} rounds. */
  public static Round of(long number, long perEpoch) {
    long ofEpoch = (number - 1) % perEpoch;
    return new Round(number, ofEpoch, (number - 1) / perEpoch + 1, ofEpoch == perEpoch - 1);
  }
}
