package org.sparkprop.common.network;

import org.sparkprop.common.vector.FlatVector;

/**
 * Brings the rows of parameters that must have length 1, such as the atoms of a dictionary, to that
 * length: at the start, and after each update whatever the rule did. A row of zeros stays.
 */
public final class UnitRows {
  private UnitRows() {}

  /** Whether a network has such parameters that learn. */
  public static boolean areIn(Network network) {
    return network.blocks().stream().anyMatch(block -> block.parameter().hasUnitRows());
  }

  /** Scales the rows in place. */
  public static void restore(Network network, FlatVector weights) {
    for (ParameterBlock block : network.blocks()) {
      if (block.parameter().hasUnitRows()) {
        int width = block.parameter().shape().dimensions()[1];
        double[] row = new double[width];
        for (int at = 0; at < block.length(); at += width) {
          weights.read(block.offset() + at, width, row);
          scale(row);
          weights.write(block.offset() + at, width, row);
        }
      }
    }
  }

  private static void scale(double[] row) {
    double squares = 0;
    for (double number : row) {
      squares += number * number;
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < row.length && length > 0; i++) {
      row[i] /= length;
    }
  }
}
