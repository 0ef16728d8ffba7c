package org.sparkprop.common.compression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** What compressions leave of sums, and that nothing of them is lost. */
class ErrorFeedbackTest {
  private static double[] sent(GradientCompression compression, double rows, double... sum) {
    FlatVector vector = FlatVector.of(Precision.FLOAT32, sum);
    compression.compress(vector, rows);
    return vector.toDoubles();
  }

  @Test
  void theLargestNumbersAndOfEqualOnesTheFirst() {
    TopK half = new TopK(0.5);
    assertArrayEquals(new double[] {0, -5, 0, 4}, sent(half, 1, 1, -5, 3, 4));
    assertArrayEquals(new double[] {2, -2, 0, 0}, sent(half, 1, 2, -2, 2, 2));
    assertArrayEquals(new double[] {0, -2, 9, 0, 0}, sent(new TopK(0.4), 1, 1, -2, 9, 2, 2));
    assertArrayEquals(new double[] {0, 0, 0}, sent(half, 1, 0, 0, 0));
    assertArrayEquals(new double[] {}, sent(half, 1));
    assertArrayEquals(new double[] {3}, sent(new TopK(1e-9), 1, 3), "at least one");
    assertArrayEquals(new double[] {1, 2}, sent(new TopK(1), 1, 1, 2));
    double[] notFinite = sent(half, 1, 1e30, Double.NaN, Double.NEGATIVE_INFINITY, 5);
    assertTrue(Double.isNaN(notFinite[1]), "what stops a run is never left out");
    assertEquals(Double.NEGATIVE_INFINITY, notFinite[2]);
    assertEquals(0, notFinite[0]);
  }

  /** Beside a plain sort. */
  @Test
  void theLargestOfMany() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int length = 1 + random.nextInt(9_000);
      // Few values in some trials, so that many are equal.
      double[] values =
          random
              .doubles(length)
              .map(
                  d ->
                      length % 3 == 0
                          ? Math.rint(9 * d) - 4
                          : (float) Math.scalb(d - 0.5, random.nextInt(60)))
              .toArray();
      double share = random.nextDouble();
      int count = (int) Math.ceil(share * length);
      double[] expected = new double[length];
      IntStream.range(0, length)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(values[i])))
          .limit(count)
          .forEach(i -> expected[i] = values[i]);
      assertArrayEquals(expected, sent(new TopK(share), 1, values), "seed " + seed);
    }
  }

  @Test
  void theThresholdWithTheSign() {
    double[] sum = {0.9, 1, -7, -0.5, 0};
    assertArrayEquals(new double[] {0, 1, -1, 0, 0}, sent(new Threshold(1), 1, sum));
    assertArrayEquals(
        new double[] {0, 0, -4, 0, 0}, sent(new Threshold(0.25), 16, sum), "of a mean gradient");
    assertTrue(Double.isNaN(sent(new Threshold(1), 1, Double.NaN)[0]));
  }

  @Test
  void settingsThatAreNone() {
    assertThrows(IllegalArgumentException.class, () -> new TopK(0));
    assertThrows(IllegalArgumentException.class, () -> new TopK(1.5));
    assertThrows(IllegalArgumentException.class, () -> new Threshold(0));
    assertThrows(IllegalArgumentException.class, () -> new Threshold(Double.NaN));
  }

  /** Whole numbers, of which float arithmetic loses nothing: the sums agree to the last bit. */
  @Test
  void whatWasSentAndWhatIsLeftAreAllGradients() {
    for (GradientCompression compression :
        List.of(new TopK(0.05), new Threshold(8), new Bfloat16(), new Float16())) {
      for (int seed = 0; seed < 20; seed++) {
        Random random = new Random(seed);
        int length = 1 + random.nextInt(700);
        double[] gradients = new double[length];
        double[] sent = new double[length];
        FlatVector residual = FlatVector.zeros(Precision.FLOAT32, length);
        for (int round = 0; round < 30; round++) {
          double[] gradient = random.ints(length, -2_000, 2_000).asDoubleStream().toArray();
          FlatVector sum = FlatVector.of(Precision.FLOAT32, gradient);
          FlatVector before = residual.copy();
          residual = ErrorFeedback.apply(compression, sum, residual, 1, 4);
          for (int i = 0; i < length; i++) {
            assertEquals(before.get(i) + gradient[i], sum.get(i) + residual.get(i), "one round");
            gradients[i] += gradient[i];
            sent[i] += sum.get(i);
          }
        }
        for (int i = 0; i < length; i++) {
          assertEquals(gradients[i], sent[i] + residual.get(i), compression + ", seed " + seed);
        }
        assertTrue(Arrays.stream(sent).anyMatch(x -> x != 0), "something was sent");
      }
    }
  }

  /** Any numbers: as far off as float32 additions are. */
  @Test
  void withinFloatArithmeticForAnyNumbers() {
    for (GradientCompression compression :
        List.of(new TopK(0.05), new Threshold(0.5), new Bfloat16(), new Float16())) {
      Random random = new Random(9);
      int length = 600;
      int rounds = 200;
      double[] gradients = new double[length];
      double[] sent = new double[length];
      FlatVector residual = FlatVector.zeros(Precision.FLOAT32, length);
      double largest = 0;
      for (int round = 0; round < rounds; round++) {
        FlatVector sum = FlatVector.zeros(Precision.FLOAT32, length);
        for (int i = 0; i < length; i++) {
          sum.set(i, random.nextGaussian());
          gradients[i] += sum.get(i);
        }
        residual = ErrorFeedback.apply(compression, sum, residual, 1, 2);
        for (int i = 0; i < length; i++) {
          sent[i] += sum.get(i);
          largest = Math.max(largest, Math.abs(sum.get(i)) + Math.abs(residual.get(i)));
        }
      }
      for (int i = 0; i < length; i++) {
        double bound = 2 * rounds * largest * 0x1p-24;
        assertEquals(gradients[i], sent[i] + residual.get(i), bound, compression.toString());
      }
      assertTrue(2 * rounds * largest * 0x1p-24 < 0.01, "a bound far below the gradients");
    }
  }

  /** A residual of a round of many rows weighs no more in a round of few. */
  @Test
  void roundsOfDifferentRowsWeighTheSame() {
    FlatVector residual = FlatVector.of(Precision.FLOAT64, 128, -64);
    FlatVector sum = FlatVector.of(Precision.FLOAT64, 2, 1);
    FlatVector left = ErrorFeedback.apply(new TopK(0.5), sum, residual, 8 / 128.0, 1);
    assertEquals(FlatVector.of(Precision.FLOAT64, 10, 0), sum);
    assertEquals(FlatVector.of(Precision.FLOAT64, 0, -3), left);
  }
}
