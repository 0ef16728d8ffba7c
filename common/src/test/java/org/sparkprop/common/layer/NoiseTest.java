package org.sparkprop.common.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.activation.Identity;
import org.sparkprop.common.fixture.LayerStep;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.vector.Precision;

class NoiseTest {
  private static final Shape WIDE = new Shape(1001);

  private static LayerStep noisy(Layer layer, Precision precision, long seed) {
    LayerStep step = new LayerStep(layer, WIDE, 100, precision, seed);
    step.input().fill(2);
    layer.forward(step);
    return step;
  }

  @Test
  void gaussianNoiseHasItsMoments() {
    GaussianNoise layer = new GaussianNoise(0.3);
    double[] output = noisy(layer, Precision.FLOAT32, 1).output().toDoubles();
    double mean = Arrays.stream(output).average().orElseThrow();
    double variance = Arrays.stream(output).map(x -> (x - mean) * (x - mean)).average().orElse(0);
    // Five standard errors of 100,100 numbers.
    assertEquals(2, mean, 5 * 0.3 / 316);
    assertEquals(0.09, variance, 5 * 0.09 * Math.sqrt(2) / 316);
    assertArrayEquals(output, noisy(layer, Precision.FLOAT32, 1).output().toDoubles());
    assertFalse(Arrays.equals(output, noisy(layer, Precision.FLOAT32, 2).output().toDoubles()));
  }

  @Test
  void eachRowHasItsOwnNoise() {
    double[] output = noisy(new GaussianNoise(1), Precision.FLOAT64, 1).output().toDoubles();
    double product = 0;
    for (int i = 0; i < 1001; i++) {
      product += (output[i] - 2) * (output[1001 + i] - 2);
    }
    assertEquals(0, product / 1001, 5 / Math.sqrt(1001));
  }

  private static Dropconnect dropconnect(double rate) {
    return new Dropconnect(40, rate, new Identity(), true, new Constant(1), new Constant(1));
  }

  private static LayerStep masked(double rate, long seed) {
    Dropconnect layer = dropconnect(rate);
    LayerStep step = new LayerStep(layer, new Shape(200), 3, Precision.FLOAT64, seed);
    step.input().fill(1);
    step.parameter("weight").fill(1);
    step.parameter("bias").fill(1);
    step.outputGradient().fill(1);
    layer.forward(step);
    layer.backward(step);
    return step;
  }

  /** With ones everywhere a weight's gradient is the rows times its mask. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.5, 0.9})
  void dropconnectDropsItsShareAndKeepsTheMean(double rate) {
    LayerStep step = masked(rate, 1);
    double[] mask = step.gradient("weight").toDoubles();
    long dropped = Arrays.stream(mask).filter(m -> m == 0).count();
    assertEquals(rate, dropped / 8000.0, 5 * Math.sqrt(rate * (1 - rate) / 8000));
    // The rate counts in steps of 2⁻¹⁶.
    double kept = 3 / (1 - rate);
    assertTrue(Arrays.stream(mask).allMatch(m -> m == 0 || Math.abs(m - kept) < 1e-3 * kept));
    double[] output = step.output().toDoubles();
    double spread = Math.sqrt(rate / (1 - rate) * 201);
    double mean = Arrays.stream(output, 0, 40).average().orElseThrow();
    assertEquals(201, mean, 1e-9 + 5 * spread / Math.sqrt(40));
    for (int unit = 0; unit < 40; unit++) {
      double sum = step.gradient("bias").toDoubles()[unit] / 3;
      for (int i = 0; i < 200; i++) {
        sum += mask[i * 40 + unit] / 3;
      }
      assertEquals(sum, output[unit], 1e-9);
      assertEquals(output[unit], output[40 + unit], 1e-9, "one mask for all rows");
    }
  }

  @Test
  void biasesAreDroppedToo() {
    double[] bias = masked(0.5, 1).gradient("bias").toDoubles();
    long dropped = Arrays.stream(bias).filter(m -> m == 0).count();
    assertTrue(dropped > 5 && dropped < 35, "" + dropped);
  }

  @Test
  void otherPassesHaveOtherMasks() {
    assertFalse(
        Arrays.equals(
            masked(0.5, 1).gradient("weight").toDoubles(),
            masked(0.5, 2).gradient("weight").toDoubles()));
  }
}
