package org.sparkprop.common.activation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkprop.common.fixture.Tensors;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Tensor;

class ActivationTest {
  private static final double ROOT_HALF = Math.sqrt(0.5);

  /**
   * Each activation with its formula and derivative, written here in doubles, and the errors that
   * its float32 form may have: of the value and of the derivative, in units of max(1, |true
   * value|).
   */
  static Stream<Arguments> activations() {
    return Stream.of(
        member(new Identity(), x -> x, x -> 1, 0, 0),
        member(new Relu(), x -> x > 0 ? x : 0, x -> x > 0 ? 1 : 0, 0, 0),
        member(new LeakyRelu(0.01), x -> x > 0 ? x : 0.01 * x, x -> x > 0 ? 1 : 0.01, 1e-7, 1e-9),
        member(
            new Elu(1), x -> x > 0 ? x : Math.expm1(x), x -> Math.exp(Math.min(x, 0)), 5e-7, 5e-7),
        member(
            new Elu(0.3),
            x -> x > 0 ? x : 0.3 * Math.expm1(x),
            x -> x > 0 ? 1 : 0.3 * Math.exp(x),
            5e-7,
            5e-7),
        member(new Gelu(), x -> x * phi(x), x -> phi(x) + x * density(x), 1e-6, 1e-6),
        member(new Sigmoid(), x -> logistic(x), x -> logistic(x) * logistic(-x), 3e-7, 4e-7),
        member(new Tanh(), Math::tanh, x -> 1 / (Math.cosh(x) * Math.cosh(x)), 5e-7, 1e-6),
        member(
            new Softplus(),
            x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
            x -> logistic(x),
            4e-7,
            6e-7));
  }

  private static Arguments member(
      Activation activation,
      DoubleUnaryOperator value,
      DoubleUnaryOperator derivative,
      double valueError,
      double derivativeError) {
    return arguments(activation, value, derivative, valueError, derivativeError);
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double phi(double x) {
    // Beyond ±6 the true value differs from 0 or 1 by less than 10⁻⁹.
    return Math.abs(x) > 6 ? (x > 0 ? 1 : 0) : 0.5 + 0.5 * ErrorSeries.erf(x * ROOT_HALF);
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double[] run(Activation activation, Precision precision, double... inputs) {
    try (Tensor input = Tensors.flat(precision, inputs);
        Tensor output = Tensors.flat(precision, inputs)) {
      activation.forward(input, output);
      return output.toDoubles();
    }
  }

  /** The derivative at these inputs, by a backward pass with a gradient of ones. */
  private static double[] slope(Activation activation, Precision precision, double... inputs) {
    try (Tensor input = Tensors.flat(precision, inputs);
        Tensor output = Tensors.flat(precision, inputs);
        Tensor gradient = Tensors.flat(precision, inputs)) {
      activation.forward(input, output);
      gradient.fill(1);
      activation.backward(input, output, gradient);
      return gradient.toDoubles();
    }
  }

  /** A grid over [−25, 25], dense near 0, of numbers that are floats. */
  private static double[] grid() {
    double[] inputs = new double[500_001];
    for (int i = 0; i < inputs.length; i++) {
      double unit = 2.0 * i / (inputs.length - 1) - 1;
      inputs[i] = (float) (25 * (i % 3 == 0 ? unit * unit * unit : unit));
    }
    return inputs;
  }

  @ParameterizedTest
  @MethodSource("activations")
  void isWithinItsStatedErrorInFloat32(
      Activation activation,
      DoubleUnaryOperator value,
      DoubleUnaryOperator derivative,
      double valueError,
      double derivativeError) {
    double[] inputs = grid();
    double[] values = run(activation, Precision.FLOAT32, inputs);
    double[] slopes = slope(activation, Precision.FLOAT32, inputs);
    for (int i = 0; i < inputs.length; i++) {
      double expected = value.applyAsDouble(inputs[i]);
      double bound = valueError * Math.max(1, Math.abs(expected));
      assertEquals(expected, values[i], bound, activation + " at " + inputs[i]);
      double slope = derivative.applyAsDouble(inputs[i]);
      assertEquals(slope, slopes[i], derivativeError, activation + "′ at " + inputs[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void isExactInFloat64(
      Activation activation, DoubleUnaryOperator value, DoubleUnaryOperator derivative) {
    double[] inputs = new SplittableRandom(5).doubles(20_000, -6, 6).toArray();
    double[] values = run(activation, Precision.FLOAT64, inputs);
    double[] slopes = slope(activation, Precision.FLOAT64, inputs);
    for (int i = 0; i < inputs.length; i++) {
      double expected = value.applyAsDouble(inputs[i]);
      double bound = 1e-14 * Math.max(1, Math.abs(expected));
      assertEquals(expected, values[i], bound, activation + " at " + inputs[i]);
      double slope = derivative.applyAsDouble(inputs[i]);
      assertEquals(slope, slopes[i], 1e-14, activation + "′ at " + inputs[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void mayWorkInPlaceWhereItSaysSo(Activation activation) {
    if (activation.derivativeReadsInput()) {
      return;
    }
    double[] inputs = {-3, -0.5, 0, 0.25, 7};
    for (Precision precision : Precision.values()) {
      try (Tensor both = Tensors.flat(precision, inputs);
          Tensor gradient = Tensors.flat(precision, 1, 1, 1, 1, 1)) {
        activation.forward(both, both);
        activation.backward(both, both, gradient);
        assertArrayEquals(run(activation, precision, inputs), both.toDoubles());
        assertArrayEquals(slope(activation, precision, inputs), gradient.toDoubles());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void notANumberStaysVisible(Activation activation) {
    for (Precision precision : Precision.values()) {
      double[] inputs = new double[70];
      inputs[33] = Double.NaN;
      double[] values = run(activation, precision, inputs);
      double[] slopes = slope(activation, precision, inputs);
      for (int i = 0; i < inputs.length; i++) {
        assertEquals(i == 33, Double.isNaN(values[i]), activation + " " + precision + " " + i);
        boolean constantSlope = activation instanceof Identity;
        assertEquals(i == 33 && !constantSlope, Double.isNaN(slopes[i]), activation + "′ " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void infinitiesGoToTheLimits(Precision precision) {
    double up = Double.POSITIVE_INFINITY;
    double down = Double.NEGATIVE_INFINITY;
    assertArrayEquals(new double[] {0, up}, run(new Relu(), precision, down, up));
    assertArrayEquals(new double[] {down, up}, run(new LeakyRelu(0.01), precision, down, up));
    assertArrayEquals(new double[] {-1, up}, run(new Elu(1), precision, down, up), 3e-7);
    assertArrayEquals(new double[] {0, 1}, run(new Sigmoid(), precision, down, up));
    assertArrayEquals(new double[] {-1, 1}, run(new Tanh(), precision, down, up));
    assertArrayEquals(new double[] {0, up}, run(new Softplus(), precision, down, up), 3e-7);
    assertArrayEquals(new double[] {0, up}, run(new Gelu(), precision, down, up), 1e-6);
    assertArrayEquals(new double[] {0, 1}, slope(new Gelu(), precision, down, up), 1e-6);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void reluTellsTheSmallestNumbersFromZero(Precision precision) {
    boolean single = precision == Precision.FLOAT32;
    double least = single ? Float.MIN_VALUE : Double.MIN_VALUE;
    double most = single ? Float.MAX_VALUE : Double.MAX_VALUE;
    double[] inputs = {
      -most, -1, -least, -0.0, 0.0, least, 3 * least, 0x1p-100, 1, most, Double.POSITIVE_INFINITY
    };
    double[] expected = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    assertArrayEquals(expected, slope(new Relu(), precision, inputs));
    double slope = single ? 0.01f : 0.01;
    double[] leaky = Arrays.stream(expected).map(e -> e == 0 ? slope : 1).toArray();
    assertArrayEquals(leaky, slope(new LeakyRelu(0.01), precision, inputs));
    double[] values = run(new Relu(), precision, inputs);
    for (int i = 0; i < inputs.length; i++) {
      assertEquals(Math.max(inputs[i], 0), values[i]);
    }
  }

  @Test
  void floatsOfEveryMagnitudeStayWithinTheFunctionsRange() {
    SplittableRandom random = new SplittableRandom(11);
    double[] inputs = new double[400_000];
    for (int i = 0; i < inputs.length; i++) {
      float number;
      do {
        number = Float.intBitsToFloat(random.nextInt());
      } while (!Float.isFinite(number));
      inputs[i] = number;
    }
    for (double y : run(new Sigmoid(), Precision.FLOAT32, inputs)) {
      assertTrue(y >= 0 && y <= 1, "sigmoid " + y);
    }
    for (double y : run(new Tanh(), Precision.FLOAT32, inputs)) {
      assertTrue(y >= -1 && y <= 1, "tanh " + y);
    }
    for (double y : run(new Softplus(), Precision.FLOAT32, inputs)) {
      assertTrue(y >= 0, "softplus " + y);
    }
    for (Activation activation : new Activation[] {new Sigmoid(), new Tanh(), new Softplus()}) {
      for (double slope : slope(activation, Precision.FLOAT32, inputs)) {
        assertTrue(slope >= 0 && slope <= 1, activation + "′ " + slope);
      }
    }
  }

  @Test
  void tanhIsAsExactRelativelyNearZero() {
    double[] inputs = new double[200_000];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) Math.pow(10, -30 + 30.5 * i / inputs.length);
    }
    double[] tanh = run(new Tanh(), Precision.FLOAT32, inputs);
    double[] elu = run(new Elu(1), Precision.FLOAT32, Arrays.stream(inputs).map(x -> -x).toArray());
    for (int i = 0; i < inputs.length; i++) {
      double expected = Math.tanh(inputs[i]);
      assertEquals(expected, tanh[i], 5e-7 * expected, "tanh " + inputs[i]);
      double fall = -Math.expm1(-inputs[i]);
      assertEquals(fall, -elu[i], 5e-7 * fall, "elu " + -inputs[i]);
    }
  }

  /** A number's result does not depend on its neighbours, so not on the loop's vector form. */
  @ParameterizedTest
  @MethodSource("activations")
  void givesTheSameBitsAloneAndInARow(Activation activation) {
    double[] inputs = new SplittableRandom(3).doubles(5_003, -9, 9).map(x -> (float) x).toArray();
    for (Precision precision : Precision.values()) {
      for (int warm = 0; warm < 200; warm++) {
        run(activation, precision, inputs);
      }
      double[] together = run(activation, precision, inputs);
      double[] slopes = slope(activation, precision, inputs);
      for (int i = 0; i < inputs.length; i += 97) {
        assertEquals(run(activation, precision, inputs[i])[0], together[i]);
        assertEquals(slope(activation, precision, inputs[i])[0], slopes[i]);
      }
    }
  }
}
