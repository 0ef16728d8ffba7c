package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;

/**
 * {@code height} zeros above and as many below, {@code width} to the left and as many to the right;
 * of a sequence, {@code width} before the first step and as many behind the last.
 */
@Name("explicit")
public record ExplicitPadding(@Default("0") int height, @Default("0") int width)
    implements Padding {
  public ExplicitPadding {
    Require.atLeast("height", height, 0);
    Require.atLeast("width", width, 0);
  }

  @Override
  public int total(Side side, int input, int extent, int stride) {
    return 2 * (side == Side.HEIGHT ? height : width);
  }
}
