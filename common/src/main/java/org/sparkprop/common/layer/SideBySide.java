package org.sparkprop.common.layer;

import java.util.Collections;
import java.util.List;
import org.sparkprop.common.initializer.Initializer;
import org.sparkprop.common.random.RandomStream;

/**
 * A matrix made of blocks of columns, each drawn by itself as a matrix of its own: the gates of a
 * recurrent layer, whose weights lie in one matrix for the product's sake.
 *
 * @param rows of the matrix
 * @param blocks from left to right, of the same width
 */
record SideBySide(int rows, List<Initializer> blocks) implements Initializer {
  static SideBySide of(int rows, int count, Initializer each) {
    return new SideBySide(rows, Collections.nCopies(count, each));
  }

  @Override
  public double[] draw(int count, int firstDimension, int fanIn, int fanOut, RandomStream random) {
    int columns = count / rows;
    int width = columns / blocks.size();
    double[] values = new double[count];
    for (int block = 0; block < blocks.size(); block++) {
      double[] drawn = blocks.get(block).draw(rows * width, rows, fanIn, fanOut, random);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(drawn, row * width, values, row * columns + block * width, width);
      }
    }
    return values;
  }
}
