package org.sparkprop.common.schedule;

import org.sparkprop.common.configuration.Require;

/** Always the same. In a configuration a bare number means this. */
public record Constant(double value) implements Schedule {
  public Constant {
    Require.notNegative("value", value);
  }

  @Override
  public double at(Progress progress) {
    return value;
  }
}
