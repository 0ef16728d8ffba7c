package org.sparkprop.common.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactSumTest {
  @Test
  void sumOfNothingIsZero() {
    assertEquals(0.0, new ExactSum().value());
    assertEquals(BigDecimal.ZERO, new ExactSum().exact());
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.0,
        -0.0,
        1,
        -1,
        0.1,
        -123.456,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        0x0.fffffffffffffp-1022,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        0x1p31,
        0x1p32,
        0x1p-32
      })
  void oneNumberAndItsSquareAreKeptExactly(double value) {
    ExactSum sum = new ExactSum();
    sum.add(value);
    assertEquals(value + 0.0, sum.value());
    ExactSum square = new ExactSum();
    square.addSquare(value);
    BigDecimal exact = new BigDecimal(value);
    assertEquals(0, exact.multiply(exact).compareTo(square.exact()));
  }

  @Test
  void nothingIsLostToCancellation() {
    // In plain doubles, 1e308 + 1 + 1e-300 − 1e308 − 1 is 0 whatever the order.
    ExactSum sum = new ExactSum();
    for (double value : new double[] {1e308, 1, 1e-300, -1e308, -1}) {
      sum.add(value);
    }
    assertEquals(1e-300, sum.value());
  }

  @Test
  void sumPassesBeyondTheLargestDoubleAndComesBack() {
    ExactSum sum = new ExactSum();
    sum.add(Double.MAX_VALUE);
    sum.add(Double.MAX_VALUE);
    assertEquals(Double.POSITIVE_INFINITY, sum.value());
    sum.add(-Double.MAX_VALUE);
    assertEquals(Double.MAX_VALUE, sum.value());
  }

  @Test
  void roundsHalfToEvenOnceAtTheEnd() {
    ExactSum sum = new ExactSum();
    sum.add(1);
    sum.add(0x1p-53);
    assertEquals(1.0, sum.value());
    sum.add(Double.MIN_VALUE);
    assertEquals(1 + 0x1p-52, sum.value());
  }

  @Test
  void agreesWithBigDecimalWhateverTheOrderAndTheGrouping() {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      List<Double> values = values(random, 200);
      BigDecimal expectedSum = BigDecimal.ZERO;
      BigDecimal expectedSquares = BigDecimal.ZERO;
      for (double value : values) {
        BigDecimal exact = new BigDecimal(value);
        expectedSum = expectedSum.add(exact);
        expectedSquares = expectedSquares.add(exact.multiply(exact));
      }
      for (int order = 0; order < 3; order++) {
        Collections.shuffle(values, random);
        ExactSum sum = new ExactSum();
        ExactSum squares = new ExactSum();
        for (int from = 0; from < values.size(); ) {
          int to = Math.min(values.size(), from + random.nextInt(60));
          ExactSum partSum = new ExactSum();
          ExactSum partSquares = new ExactSum();
          for (double value : values.subList(from, to)) {
            partSum.add(value);
            partSquares.addSquare(value);
          }
          sum.add(throughBytes(partSum));
          squares.add(throughBytes(partSquares));
          from = to;
        }
        assertEquals(0, expectedSum.compareTo(sum.exact()), "seed " + seed);
        assertEquals(0, expectedSquares.compareTo(squares.exact()), "seed " + seed);
        assertEquals(expectedSum.doubleValue(), sum.value(), "seed " + seed);
      }
    }
  }

  @Test
  void mergingLeavesTheOtherAsItWas() {
    ExactSum other = new ExactSum();
    other.add(-0.7);
    ExactSum sum = new ExactSum();
    sum.add(other);
    sum.add(other);
    assertEquals(-0.7, other.value());
    assertEquals(-1.4, sum.value());
    sum.add(sum);
    assertEquals(-2.8, sum.value());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesWhatIsNotFiniteAndStaysAsItWas(double value) {
    ExactSum sum = new ExactSum();
    sum.add(2.5);
    assertThrows(IllegalArgumentException.class, () -> sum.add(value));
    assertThrows(IllegalArgumentException.class, () -> sum.addSquare(value));
    assertEquals(2.5, sum.value());
  }

  @Test
  void encodingIsShortForEverydayNumbersAndNeverLongerThanItSays() {
    ExactSum everyday = new ExactSum();
    for (int i = 1; i <= 1000; i++) {
      everyday.add(1.0 / i);
    }
    ByteBuffer bytes = ByteBuffer.allocate(ExactSum.ENCODED_BYTES);
    everyday.encodeTo(bytes);
    assertTrue(bytes.position() <= 20, "took " + bytes.position());

    ExactSum widest = new ExactSum();
    widest.addSquare(Double.MIN_VALUE);
    widest.addSquare(Double.MAX_VALUE);
    widest.addSquare(Double.MAX_VALUE);
    BigDecimal before = widest.exact();
    assertEquals(0, before.compareTo(throughBytes(widest).exact()));
  }

  /**
   * Numbers of both signs from the whole range of exponents, some of them subnormal, some equal.
   */
  private static List<Double> values(Random random, int count) {
    List<Double> values = new ArrayList<>();
    while (values.size() < count) {
      double value =
          random.nextInt(4) == 0
              ? random.nextGaussian()
              : Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        values.add(value);
      }
      if (random.nextInt(10) == 0 && !values.isEmpty()) {
        values.add(-values.get(random.nextInt(values.size())));
        values.add(random.nextLong() % 1000 * Double.MIN_VALUE);
      }
    }
    return values;
  }

  private static ExactSum throughBytes(ExactSum sum) {
    ByteBuffer bytes = ByteBuffer.allocate(ExactSum.ENCODED_BYTES + 1);
    sum.encodeTo(bytes);
    bytes.put((byte) 77).flip();
    ExactSum decoded = ExactSum.decode(bytes);
    assertEquals(77, bytes.get(), "decoding stops where encoding did");
    return decoded;
  }
}
