package org.sparkprop.common.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Vectors that know where they are zero do what others do, to the bit. */
class LivePagesTest {
  private static final int LENGTH = 1000;

  @Test
  void stretchesCoverWhatWasAdded() {
    LivePages pages = new LivePages(LENGTH);
    pages.add(70, 3);
    pages.add(127, 2);
    pages.add(999, 1);
    pages.add(300, 0);
    List<String> stretches = new ArrayList<>();
    pages.forEach((from, count) -> stretches.add(from + "+" + count));
    assertEquals(List.of("64+128", "960+40"), stretches);
    stretches.clear();
    pages.others().forEach((from, count) -> stretches.add(from + "+" + count));
    assertEquals(List.of("0+64", "192+768"), stretches);
  }

  /** Bits of all numbers: −0 is not 0. */
  private static long[] bits(FlatVector vector) {
    long[] bits = new long[vector.length()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToRawLongBits(vector.get(i));
    }
    return bits;
  }

  private static void assertSame(FlatVector expected, FlatVector actual, String what) {
    long[] wanted = bits(expected);
    long[] found = bits(actual);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], found[i], what + ", number " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void sameBitsAsOtherVectors(Precision precision) {
    SplittableRandom random = new SplittableRandom(8);
    try (Tensor tensor = Tensor.zeros(precision, LENGTH)) {
      FlatVector plain = FlatVector.zeros(precision, LENGTH);
      FlatVector live = FlatVector.zeros(precision, LENGTH);
      int quick = 0;
      for (int step = 0; step < 400; step++) {
        LivePages pages = new LivePages(LENGTH);
        double[] numbers = new double[LENGTH];
        for (int stretch = random.nextInt(4); stretch > 0; stretch--) {
          int from = random.nextInt(LENGTH);
          int count = random.nextInt(Math.min(90, LENGTH - from) + 1);
          pages.add(from, count);
          for (int i = from; i < from + count; i++) {
            numbers[i] = random.nextInt(4) == 0 ? -0.0 : random.nextDouble() - 0.5;
          }
        }
        tensor.write(0, LENGTH, numbers);
        FlatVector addend = FlatVector.of(precision, numbers);
        switch (random.nextInt(6)) {
          case 0, 1 -> {
            FlatVector other = FlatVector.of(precision, new double[LENGTH]);
            other.copyFrom(tensor, pages);
            live.add(other);
            plain.add(addend);
            quick++;
          }
          case 2, 3 -> {
            live.copyFrom(tensor, pages);
            plain = addend;
          }
          case 4 -> {
            double factor = random.nextInt(3) - 0.5;
            live.scale(factor);
            plain.scale(factor);
          }
          default -> {
            int at = random.nextInt(LENGTH);
            if (random.nextInt(3) == 0) {
              live.set(at, 7);
              plain.set(at, 7);
            }
          }
        }
        assertSame(plain, live, "step " + step);
      }
      assertTrue(quick > 50);
    }
  }
}
