package org.sparkprop.driver.generate;

import java.io.Serializable;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;

/**
 * A network of fixed weights that gives rows their classes: inputs, {@value #HIDDEN} tanh units,
 * and an output for each class, of which the greatest is the row's. All of it, weights, inputs and
 * noise, is a function of the seed and the row's number alone.
 */
final class Teacher implements Serializable {
  static final int HIDDEN = 16;

  private static final long serialVersionUID = 1L;
  private static final long OF_WEIGHTS = 0;
  private static final long OF_ROWS = 1;
  private static final float TO_UNIT = 0x1.0p-23f;

  private final int columns;
  private final int classes;
  private final long seed;
  private final double noise;
  private final float[] hidden;
  private final double[] output;

  /**
   * Draws the weights.
   *
   * @param noise share of the rows whose class is drawn instead, all alike likely
   */
  Teacher(int columns, int classes, long seed, double noise) {
    this.columns = columns;
    this.classes = classes;
    this.seed = seed;
    this.noise = noise;
    RandomStream stream = RandomStream.of(seed, Purpose.GENERATED_ROWS, OF_WEIGHTS, 0, 0);
    this.hidden = new float[columns * HIDDEN];
    // Inputs have the variance 1/3, so that a unit's sum has the variance 4 and its tanh bends.
    double scale = Math.sqrt(12.0 / columns);
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = (float) (scale * stream.nextGaussian());
    }
    this.output = new double[HIDDEN * classes];
    for (int i = 0; i < output.length; i++) {
      output[i] = stream.nextGaussian();
    }
  }

  /** Overwrites a row's inputs, from −1 to 1, and returns its class. */
  int row(long number, float[] inputs) {
    RandomStream stream = RandomStream.of(seed, Purpose.GENERATED_ROWS, OF_ROWS, number, 0);
    for (int i = 0; i < columns; i++) {
      inputs[i] = (stream.nextInt() >> 8) * TO_UNIT;
    }
    return stream.nextDouble() < noise ? stream.nextInt(classes) : classOf(inputs);
  }

  /** What the network says of a row. */
  int classOf(float[] inputs) {
    float[] sums = new float[HIDDEN];
    for (int i = 0; i < columns; i++) {
      for (int h = 0; h < HIDDEN; h++) {
        sums[h] += inputs[i] * hidden[i * HIDDEN + h];
      }
    }
    double[] outputs = new double[classes];
    for (int h = 0; h < HIDDEN; h++) {
      double activation = StrictMath.tanh(sums[h]);
      for (int k = 0; k < classes; k++) {
        outputs[k] += activation * output[h * classes + k];
      }
    }
    int best = 0;
    for (int k = 1; k < classes; k++) {
      best = outputs[k] > outputs[best] ? k : best;
    }
    return best;
  }
}
