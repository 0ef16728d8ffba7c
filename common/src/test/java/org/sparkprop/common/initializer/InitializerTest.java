package org.sparkprop.common.initializer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;

class InitializerTest {
  private static final int COUNT = 1_000_000;
  private static final int FAN_IN = 300;
  private static final int FAN_OUT = 100;

  /** Uniform members with the bound that their papers give for 300 inputs and 100 outputs. */
  static Stream<Arguments> uniform() {
    return Stream.of(
        arguments(new GlorotUniform(), 0.1224744871391589), // √(6 / 400)
        arguments(new HeUniform(), 0.1414213562373095), // √(6 / 300)
        arguments(new LecunUniform(), 0.1), // √(3 / 300)
        arguments(new Uniform(0.25), 0.25));
  }

  /** Normal members with the standard deviation that their papers give. */
  static Stream<Arguments> normal() {
    return Stream.of(
        arguments(new GlorotNormal(), 0.07071067811865475), // √(2 / 400)
        arguments(new HeNormal(), 0.08164965809277260), // √(2 / 300)
        arguments(new LecunNormal(), 0.05773502691896258), // √(1 / 300)
        arguments(new Normal(0.01), 0.01));
  }

  private static double[] draw(Initializer initializer, long seed) {
    return initializer.draw(
        COUNT, 1000, FAN_IN, FAN_OUT, RandomStream.of(seed, Purpose.TEST, 0, 0, 0));
  }

  private static double moment(double[] values, double scale, int power) {
    return Arrays.stream(values).map(v -> Math.pow(v / scale, power)).average().orElseThrow();
  }

  /** Tolerances are five standard errors of the moments of a million numbers. */
  @ParameterizedTest
  @MethodSource("uniform")
  void fillsItsBoundsEvenly(Initializer initializer, double limit) {
    double[] values = draw(initializer, 1);
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    assertTrue(largest <= limit, "largest " + largest);
    assertEquals(limit, largest, 2e-5 * limit);
    assertEquals(0, moment(values, limit, 1), 0.0029);
    assertEquals(1.0 / 3, moment(values, limit, 2), 0.0015);
    assertEquals(1.0 / 5, moment(values, limit, 4), 0.0014);
  }

  @ParameterizedTest
  @MethodSource("normal")
  void hasTheMomentsOfTheWholeNormalDistribution(Initializer initializer, double deviation) {
    double[] values = draw(initializer, 2);
    assertEquals(0, moment(values, deviation, 1), 0.005);
    assertEquals(1, moment(values, deviation, 2), 0.0071);
    assertEquals(0, moment(values, deviation, 3), 0.02);
    assertEquals(3, moment(values, deviation, 4), 0.05);
    // Not truncated: a share of 6.334·10⁻⁵ lies beyond four deviations.
    long beyond = Arrays.stream(values).filter(v -> Math.abs(v) > 4 * deviation).count();
    assertEquals(63.3, beyond, 40);
  }

  static Stream<Initializer> all() {
    return Stream.concat(
        Stream.concat(uniform(), normal()).map(a -> (Initializer) a.get()[0]),
        Stream.of(new Orthogonal(1)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theSeedDecides(Initializer initializer) {
    double[] first = small(initializer, 7);
    assertArrayEquals(first, small(initializer, 7));
    assertFalse(Arrays.equals(first, small(initializer, 8)));
  }

  private static double[] small(Initializer initializer, long seed) {
    return initializer.draw(120, 10, 10, 12, RandomStream.of(seed, Purpose.TEST, 0, 0, 0));
  }

  @Test
  void constantIsConstant() {
    double[] values = new Constant(0.5).draw(3, 3, 1, 1, null);
    assertArrayEquals(new double[] {0.5, 0.5, 0.5}, values);
  }
}
