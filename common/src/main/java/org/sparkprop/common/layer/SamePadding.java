package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Name;

/** As many zeros as give an output of ⌈input / stride⌉: with stride 1, of the input's own size. */
@Name("same")
public record SamePadding() implements Padding {
  @Override
  public int total(Side side, int input, int extent, int stride) {
    int output = (input + stride - 1) / stride;
    return Math.max(0, (output - 1) * stride + extent - input);
  }
}
