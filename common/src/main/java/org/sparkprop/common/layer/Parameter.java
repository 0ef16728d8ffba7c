package org.sparkprop.common.layer;

import java.util.OptionalDouble;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.initializer.Initializer;

/**
 * One block of a layer's parameters: its name in model files ({@code weight}, {@code bias}), its
 * shape, how it starts, and between how many numbers it stands: each output is a sum over {@code
 * fanIn} inputs, each input goes into {@code fanOut} outputs.
 *
 * @param momentum empty for what an update rule trains along its gradient. Of a running average,
 *     which no rule, decay or clip touches, the share of the new in it: value ← (1 − momentum) ·
 *     value + momentum · mean, with the mean over all rows of the round. A layer adds to the place
 *     of its gradient the sum over the micro-batch's rows
 * @param hasUnitRows whether its rows are brought to length 1 at the start and after each update
 */
public record Parameter(
    String name,
    Shape shape,
    Initializer initializer,
    int fanIn,
    int fanOut,
    OptionalDouble momentum,
    boolean hasUnitRows) {

  /** One that is trained. */
  public Parameter(String name, Shape shape, Initializer initializer, int fanIn, int fanOut) {
    this(name, shape, initializer, fanIn, fanOut, OptionalDouble.empty(), false);
  }

  /** A running average that starts at {@code start}. */
  public static Parameter runningAverage(String name, Shape shape, double start, double momentum) {
    return new Parameter(
        name, shape, new Constant(start), 1, 1, OptionalDouble.of(momentum), false);
  }

  /** The same parameter, a matrix whose rows have length 1. */
  Parameter withUnitRows() {
    return new Parameter(name, shape, initializer, fanIn, fanOut, momentum, true);
  }

  public boolean isTrained() {
    return momentum.isEmpty();
  }

  /** The same parameter, as one of a layer that lies inside another under the given name. */
  Parameter within(String layer) {
    return new Parameter(
        layer + "." + name, shape, initializer, fanIn, fanOut, momentum, hasUnitRows);
  }
}
