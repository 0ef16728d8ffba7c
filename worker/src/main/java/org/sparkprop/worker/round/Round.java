package org.sparkprop.worker.round;

import java.io.Serializable;

/**
 * One round of a run.
 *
 * @param number counted from 1 over the whole run
 * @param ofEpoch counted from 0 within its epoch
 * @param epoch counted from 1
 * @param endsEpoch whether it is its epoch's last
 */
public record Round(long number, long ofEpoch, long epoch, boolean endsEpoch)
    implements Serializable {
  /** The round of that number where each epoch has {@code perEpoch} rounds. */
  public static Round of(long number, long perEpoch) {
    long ofEpoch = (number - 1) % perEpoch;
    return new Round(number, ofEpoch, (number - 1) / perEpoch + 1, ofEpoch == perEpoch - 1);
  }
}
