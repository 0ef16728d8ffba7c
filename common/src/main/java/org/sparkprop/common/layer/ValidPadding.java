package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Name;

/** No zeros: windows lie inside the image. */
@Name("valid")
public record ValidPadding() implements Padding {
  @Override
  public int total(Side side, int input, int extent, int stride) {
    return 0;
  }
}
