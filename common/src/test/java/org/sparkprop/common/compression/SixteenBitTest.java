package org.sparkprop.common.compression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Rounding to sixteen bits beside cases worked by hand, and beside exact arithmetic. */
class SixteenBitTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  /** Given and expected; eight significant bits: 1 + i/128 between 1 and 2. */
  private static final double[][] BFLOAT16 = {
    {0, 0},
    {1, 1},
    {-1.5, -1.5},
    // Ties between 1 and 1 + 1/128, and between that and 1 + 2/128, go to the even one.
    {1 + 1 / 256.0, 1},
    {1 + 3 / 256.0, 1 + 2 / 128.0},
    {-(1 + 3 / 256.0), -(1 + 2 / 128.0)},
    // Just beside a tie.
    {1 + 1 / 256.0 + 0x1p-23, 1 + 1 / 128.0},
    {1 + 3 / 256.0 - 0x1p-23, 1 + 1 / 128.0},
    // Up into the next power of two.
    {1 + 511 / 512.0, 2},
    {3.14159274, 3.140625},
    {1e-3, 131 * 0x1p-17},
    // The smallest normal number and subnormal ones, 2^-133 apart.
    {0x1p-126, 0x1p-126},
    {0x1p-133, 0x1p-133},
    {0x1p-134, 0},
    {0x1.8p-133, 0x1p-132},
    {0x1.0002p-134, 0x1p-133},
    {0x1p-149, 0},
    // The largest, and the tie above it, which is even and infinite.
    {0x1.fep127, 0x1.fep127},
    {0x1.fefffep127, 0x1.fep127},
    {0x1.ffp127, INFINITY},
    {-Float.MAX_VALUE, -INFINITY},
    {INFINITY, INFINITY},
    {Float.NaN, Float.NaN},
  };

  @Test
  void bfloat16ByHand() {
    for (double[] c : BFLOAT16) {
      assertEquals(c[1], Bfloat16.round((float) c[0]), "float " + c[0]);
      assertEquals(c[1], Bfloat16.round(c[0]), "double " + c[0]);
      if (!Double.isNaN(c[1])) {
        assertTrue(Bfloat16.holds(c[1]), "holds " + c[1]);
        assertEquals(c[1], Bfloat16.value(Bfloat16.code(c[1])), "code of " + c[1]);
      }
      assertEquals(c[0] == c[1], Bfloat16.holds(c[0]), "holds " + c[0]);
    }
    assertEquals(-0.0f, Bfloat16.round(-0.0f));
    assertEquals(-0.0, Bfloat16.round(-0x1p-140));
    assertEquals(0x3f80, Bfloat16.code(1), "one");
    assertEquals((short) 0xc049, Bfloat16.code(-3.140625), "minus pi");
    // A double between two floats, just above a tie of floats: rounded once, not twice.
    assertEquals(1 + 1 / 128.0, Bfloat16.round(1 + 1 / 256.0 + 0x1p-40));
    assertEquals(Double.POSITIVE_INFINITY, Bfloat16.round(1e300));
  }

  @Test
  void bfloat16OfFloatsAndOfDoublesAgree() {
    Random random = new Random(3);
    for (int i = 0; i < 200_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      assertEquals(Bfloat16.round((double) value), Bfloat16.round(value), "of " + value);
    }
  }

  private static double[] float16(Precision precision, double... values) {
    FlatVector vector = FlatVector.of(precision, values);
    new Float16().roundMerged(vector);
    return vector.toDoubles();
  }

  /** With 2^14 in the block the scale is 1: binary16 as it stands in the standard. */
  @Test
  void float16ByHand() {
    double[][] cases = {
      {0, 0},
      {1, 1},
      {1 + 0x1p-11, 1},
      {1 + 3 * 0x1p-11, 1 + 0x1p-9},
      {1 + 0x1p-11 + 0x1p-23, 1 + 0x1p-10},
      {-2049, -2048},
      {2051, 2052},
      {0.1, 0.0999755859375},
      // The smallest normal number, subnormal ones 2^-24 apart, and ties between them.
      {0x1p-14, 0x1p-14},
      {0x1.ffep-15, 0x1p-14},
      {0x1.ffcp-15, 0x1p-14},
      {0x1.ff4p-15, 0x1.ff0p-15},
      {0x1p-24, 0x1p-24},
      {0x1p-25, 0},
      {-0x1.8p-24, -0x1p-23},
      {0x1.000002p-25, 0x1p-24},
      {32751.9, 32752},
      {Double.NaN, Double.NaN},
      {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY},
    };
    for (double[] c : cases) {
      assertEquals(c[1], float16(Precision.FLOAT64, 16384, c[0])[1], "of " + c[0]);
    }
    assertEquals(0x3c00, Float16.code(1, 0), "one");
    assertEquals((short) 0xc000, Float16.code(-2, 0), "minus two");
    assertEquals(0x0001, Float16.code(0x1p-24, 0), "the smallest");
    assertEquals(0x0400, Float16.code(0x1p-14, 0), "the smallest normal");
    assertEquals(0x7bff, Float16.code(65504, 0), "the largest");
    assertEquals(0x7c00, Float16.code(Double.POSITIVE_INFINITY, 0), "infinity");
    assertEquals((short) 0x8000, Float16.code(-0.0, 0), "minus zero");
    assertEquals(-0.0, float16(Precision.FLOAT32, 1, -0.0)[1]);
  }

  /** All 65,536 codes under some scales. */
  @Test
  void everyFloat16CodeComesBack() {
    for (int scale : new int[] {0, -40, 30, -1022, 900}) {
      for (int code = 0; code < 1 << 16; code++) {
        double value = Float16.value((short) code, scale);
        if (Double.isNaN(value)) {
          assertTrue(Double.isNaN(Float16.value(Float16.code(value, scale), scale)));
        } else {
          assertEquals((short) code, Float16.code(value, scale), "code " + code);
        }
      }
    }
  }

  /** Nothing overflows and what is large in its block keeps eleven bits, whatever the magnitude. */
  @Test
  void float16FollowsTheMagnitude() {
    Random random = new Random(5);
    for (int exponent = -1021; exponent < 1023; exponent++) {
      double[] values = new double[40];
      for (int i = 0; i < values.length; i++) {
        values[i] = (random.nextBoolean() ? 1 : -1) * Math.scalb(1 + random.nextDouble(), exponent);
      }
      double[] rounded = float16(Precision.FLOAT64, values);
      for (int i = 0; i < values.length; i++) {
        double bound = Math.scalb(1.0, exponent - 11);
        // Without this the least scales would be tested against a bound of no digits.
        bound = Math.max(bound, Math.scalb(1.0, -1022 - 25));
        assertEquals(values[i], rounded[i], bound, "seed 5, exponent " + exponent);
      }
      double[] again = float16(Precision.FLOAT64, rounded);
      for (int i = 0; i < values.length; i++) {
        assertEquals(rounded[i], again[i], "rounding twice, exponent " + exponent);
      }
    }
  }

  @Test
  void float16NeverMakesInfinityOfAFiniteNumber() {
    assertEquals(
        0x1.ffcp127, float16(Precision.FLOAT32, Float.MAX_VALUE, 1e30)[0], "largest of 11 bits");
    assertEquals(-0x1.ffcp1023, float16(Precision.FLOAT64, -Double.MAX_VALUE)[0]);
    double[] mixed = float16(Precision.FLOAT32, Double.NaN, Double.POSITIVE_INFINITY, 1e-20, 3e-20);
    assertTrue(Double.isNaN(mixed[0]));
    assertEquals(Double.POSITIVE_INFINITY, mixed[1]);
    assertEquals(3e-20, mixed[3], 3e-20 * 0x1p-11, "the others' scale is their own");
    float least = Float.MIN_VALUE;
    assertEquals(7 * least, float16(Precision.FLOAT32, 7 * least, 0)[0], "float32's subnormals");
    assertEquals(0, float16(Precision.FLOAT32, 0, 0)[0]);
    assertEquals(0, float16(Precision.FLOAT32).length);
  }

  /** Blocks of 256 have scales of their own; the last one may be short. */
  @Test
  void float16ByBlock() {
    FlatVector vector = FlatVector.zeros(Precision.FLOAT32, 600);
    vector.set(255, 1e30);
    vector.set(256, 1e-30);
    vector.set(257, 1e-33);
    vector.set(599, 5);
    FlatVector rounded = vector.copy();
    new Float16().roundMerged(rounded);
    assertEquals(1e30, rounded.get(255), 1e30 * 0x1p-11);
    assertEquals(1e-30, rounded.get(256), 1e-30 * 0x1p-11);
    assertEquals(1e-33, rounded.get(257), 1e-33 * 0x1p-11);
    assertEquals(5, rounded.get(599));
    FlatVector tail = vector.slice(256, 344);
    new Float16().roundMerged(tail);
    assertEquals(rounded.slice(256, 344), tail, "a range that begins with a block");
  }

  /** Nearest of all numbers of so many bits, by exact arithmetic. */
  @Test
  void noNeighbourIsNearer() {
    Random random = new Random(8);
    for (int i = 0; i < 20_000; i++) {
      double value = Float.intBitsToFloat(random.nextInt());
      if (!Double.isFinite(value) || Math.abs(value) > 1e38) {
        continue;
      }
      double rounded = Bfloat16.round(value);
      BigDecimal error = new BigDecimal(value).subtract(new BigDecimal(rounded)).abs();
      for (int step : new int[] {-1, 1}) {
        float next = Float.intBitsToFloat(Float.floatToIntBits((float) rounded) + (step << 16));
        if (Float.isFinite(next)) {
          BigDecimal other = new BigDecimal(value).subtract(new BigDecimal(next)).abs();
          assertTrue(error.compareTo(other) <= 0, "seed 8: " + value + " to " + rounded);
        }
      }
    }
  }
}
