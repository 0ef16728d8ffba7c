package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Members;

/** How many zeros lie around an image, or around a sequence, before a window slides over it. */
@Members({ValidPadding.class, SamePadding.class, ExplicitPadding.class})
public interface Padding {
  /**
   * Zeros before and behind together; where they are odd, the one more lies behind.
   *
   * @param side along which side of the image
   * @param input the image's length along it
   * @param extent how far a window reaches, dilation included
   */
  int total(Side side, int input, int extent, int stride);
}
