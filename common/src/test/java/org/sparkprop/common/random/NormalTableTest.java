package org.sparkprop.common.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NormalTableTest {
  private static final int VALUES = 1 << 16;

  @Test
  void standsAtTheNormalDistributionsQuantiles() {
    // Quantiles of 0.75, 0.975 and 0.995 as every table of the normal distribution has them.
    assertEquals(0.674490, NormalTable.of((int) (0.75 * VALUES)), 1e-4);
    assertEquals(1.959964, NormalTable.of((int) (0.975 * VALUES)), 3e-4);
    assertEquals(2.575829, NormalTable.of((int) (0.995 * VALUES)), 1e-3);
    assertEquals(4.3, NormalTable.of(VALUES - 1), 0.05);
  }

  @Test
  void hasMeanZeroAndVarianceOneAndTheFourthMomentOfANormal() {
    double[] moments = new double[5];
    for (int bits = 0; bits < VALUES; bits++) {
      for (int power = 1; power <= 4; power++) {
        moments[power] += Math.pow(NormalTable.of(bits), power) / VALUES;
      }
    }
    assertEquals(0, moments[1], 1e-12);
    assertEquals(1, moments[2], 1e-12);
    assertEquals(0, moments[3], 1e-12);
    assertEquals(3, moments[4], 0.01);
  }

  @Test
  void takesTheLowerSixteenBitsAndRisesWithThem() {
    assertEquals(NormalTable.of(5), NormalTable.of(0xABCD0005));
    assertEquals(-NormalTable.of(0), NormalTable.of(VALUES - 1));
    for (int bits = 1; bits < VALUES; bits++) {
      assertEquals(1, Double.compare(NormalTable.of(bits), NormalTable.of(bits - 1)), "" + bits);
    }
  }
}
