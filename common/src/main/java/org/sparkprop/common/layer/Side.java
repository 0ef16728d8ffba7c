package org.sparkprop.common.layer;

import java.util.Locale;

/** The sides of an image. A sequence is an image of height 1, its steps lie along the width. */
public enum Side {
  HEIGHT,
  WIDTH;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
