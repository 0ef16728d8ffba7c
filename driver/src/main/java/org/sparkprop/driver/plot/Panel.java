package org.sparkprop.driver.plot;

import java.util.List;

/**
 * One pair of axes with its curves; y is logarithmic where all of it is above 0.
 *
 * @param xLabel with its unit
 * @param yLabel with its unit
 * @param xScale of the x axis
 */
public record Panel(String title, String xLabel, String yLabel, Scale xScale, List<Curve> curves) {
  /** How an axis divides its length. */
  public enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  public Panel {
    curves = List.copyOf(curves);
  }
}
