package org.sparkprop.common.encoder;

import org.sparkprop.common.configuration.Name;

/**
 * sign(x) · ln(1 + |x|), encoded further: large numbers of either sign come nearer, and small ones
 * stay about as they are.
 *
 * @param then encodes the logarithms; its fill is one too
 */
@Name("log")
record LogColumn(ScalarEncoder then) implements ScalarEncoder {
  /** Bit for bit the same on every machine; NaN stays NaN. */
  static double log(double value) {
    return Math.copySign(StrictMath.log1p(Math.abs(value)), value);
  }

  @Override
  public double encode(double value) {
    return then.encode(log(value));
  }

  @Override
  public double decode(double number) {
    double logged = then.decode(number);
    return Math.copySign(StrictMath.expm1(Math.abs(logged)), logged);
  }

  @Override
  public LogColumn withFill(double fill) {
    return new LogColumn(then.withFill(fill));
  }
}
