package org.sparkprop.common.encoder;

import org.sparkprop.common.configuration.Members;

/** How one column becomes numbers, as fitted on the training rows. */
@Members({NumberColumn.class, OneHotColumn.class})
public interface ColumnEncoder {
  /** How many numbers it gives. */
  int width();
}
