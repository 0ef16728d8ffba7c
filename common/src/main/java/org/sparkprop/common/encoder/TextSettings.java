package org.sparkprop.common.encoder;

import java.io.Serializable;
import java.util.List;

/** How the texts of a column become numbers, before anything is fitted. */
public interface TextSettings extends Serializable {
  /** How many numbers a text becomes. */
  int width();

  /**
   * Of how many keys the counts are wanted at most, the most frequent ones; 0: nothing is fitted.
   */
  int mostCounted();

  /**
   * What one training row adds 1 to, in its order.
   *
   * @param text null is an empty one
   */
  List<String> counted(String text);
}
