package org.sparkprop.common.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  /** The known answers that come with Random123, for philox4x32 of ten rounds. */
  @Test
  void publishedVectorsOfPhilox() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        RandomStream.philox(new int[4], new int[2]));
    int[] ones = {-1, -1, -1, -1};
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        RandomStream.philox(ones, new int[] {-1, -1}));
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        RandomStream.philox(
            new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
            new int[] {0xa4093822, 0x299f31d0}));
  }

  private static RandomStream stream(long a, long b, long c) {
    return RandomStream.of(42, Purpose.TEST, a, b, c);
  }

  @Test
  void aStreamIsAFunctionOfItsCoordinates() {
    long first = stream(1, 2, 3).nextLong();
    assertEquals(first, stream(1, 2, 3).nextLong());
    assertNotEquals(first, stream(1, 3, 2).nextLong());
    assertNotEquals(first, stream(2, 1, 3).nextLong());
    assertNotEquals(first, RandomStream.of(43, Purpose.TEST, 1, 2, 3).nextLong());
    assertNotEquals(first, RandomStream.of(42, Purpose.ROW_ORDER, 1, 2, 3).nextLong());
  }

  @Test
  void fillGivesTheWordsThatSingleCallsGive() {
    int[] filled = new int[11];
    stream(0, 0, 0).fill(filled, filled.length);
    RandomStream single = stream(0, 0, 0);
    assertArrayEquals(IntStream.range(0, 11).map(i -> single.nextInt()).toArray(), filled);
  }

  @Test
  void boundedNumbersAreUniform() {
    RandomStream random = stream(5, 0, 0);
    int[] counts = new int[6];
    int draws = 60_000;
    for (int i = 0; i < draws; i++) {
      counts[random.nextInt(6)]++;
    }
    double chiSquared =
        Arrays.stream(counts).mapToDouble(n -> (n - 10_000.0) * (n - 10_000.0) / 10_000).sum();
    // 99.9% of the distribution with five degrees of freedom lies below.
    assertTrue(chiSquared < 20.5, () -> Arrays.toString(counts));
    assertEquals(0, random.nextInt(1));
  }

  @Test
  void gaussianNumbersHaveTheMomentsOfTheNormalDistribution() {
    RandomStream random = stream(6, 0, 0);
    int draws = 200_000;
    double[] power = new double[5];
    for (int i = 0; i < draws; i++) {
      double x = random.nextGaussian();
      for (int p = 1; p < power.length; p++) {
        power[p] += Math.pow(x, p) / draws;
      }
    }
    // Five standard errors each.
    assertEquals(0, power[1], 5 * Math.sqrt(1.0 / draws));
    assertEquals(1, power[2], 5 * Math.sqrt(2.0 / draws));
    assertEquals(0, power[3], 5 * Math.sqrt(15.0 / draws));
    assertEquals(3, power[4], 5 * Math.sqrt(96.0 / draws));
  }

  @Test
  void permutationsHoldEveryNumberOnceAndAllOrdersComeEquallyOften() {
    int[] order = Permutation.of(1000, stream(7, 0, 0));
    assertArrayEquals(IntStream.range(0, 1000).toArray(), Arrays.stream(order).sorted().toArray());
    assertEquals(0, Permutation.of(0, stream(7, 0, 0)).length);
    int[] counts = new int[6];
    for (int i = 0; i < 12_000; i++) {
      int[] three = Permutation.of(3, stream(8, i, 0));
      counts[2 * three[0] + (three[1] > three[2] ? 1 : 0)]++;
    }
    double chiSquared =
        Arrays.stream(counts).mapToDouble(n -> (n - 2_000.0) * (n - 2_000.0) / 2_000).sum();
    assertTrue(chiSquared < 20.5, () -> Arrays.toString(counts));
  }
}
