package org.sparkprop.common.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkprop.common.fixture.LayerStep;
import org.sparkprop.common.vector.Precision;

class PoolingTest {
  private static final double NAN = Double.NaN;

  private static LayerStep run(
      Layer layer, Shape input, Precision precision, double[] values, double... gradient) {
    LayerStep step = new LayerStep(layer, input, 1, precision, 1);
    step.input().write(0, values.length, values);
    step.outputGradient().write(0, gradient.length, gradient);
    layer.forward(step);
    layer.backward(step);
    return step;
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void ofEqualNumbersTheFirstGetsTheGradientAndPaddingNeverWins(Precision precision) {
    MaxPool1d layer = new MaxPool1d(3, OptionalInt.of(2), new SamePadding());
    // One zero of padding on either side.
    LayerStep step =
        run(layer, new Shape(1, 5), precision, new double[] {-3, -2, -2, -5, -4}, 1, 10, 100);
    assertArrayEquals(new double[] {-2, -2, -4}, step.output().toDoubles());
    assertArrayEquals(new double[] {0, 11, 0, 0, 100}, step.inputGradient().toDoubles());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void whatIsNotANumberWinsWhereverItStands(Precision precision) {
    MaxPool1d layer = new MaxPool1d(3, OptionalInt.empty(), new ValidPadding());
    double[] input = {NAN, 1, 2, 1, NAN, 2, 1, 2, NAN, 1, 2, 3};
    LayerStep step = run(layer, new Shape(1, 12), precision, input, 1, 1, 1, 1);
    assertArrayEquals(new double[] {NAN, NAN, NAN, 3}, step.output().toDoubles());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void negativeInfinityIsANumberLikeOthers(Precision precision) {
    double[] input = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    LayerStep step = run(new GlobalMaxPool(), new Shape(1, 2), precision, input, 7);
    assertEquals(Double.NEGATIVE_INFINITY, step.output().toDoubles()[0]);
    assertArrayEquals(new double[] {7, 0}, step.inputGradient().toDoubles());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void paddingDoesNotCountInMeans(Precision precision) {
    AveragePool2d layer = new AveragePool2d(List.of(2), List.of(2), new ExplicitPadding(1, 1));
    double[] image = {1, 2, 3, 4};
    LayerStep step = run(layer, new Shape(1, 2, 2), precision, image, 1, 2, 3, 4);
    // Each window holds one pixel and three zeros of padding.
    assertArrayEquals(image, step.output().toDoubles());
    assertArrayEquals(image, step.inputGradient().toDoubles());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void windowsThatOverlapAddTheirGradients(Precision precision) {
    AveragePool1d layer = new AveragePool1d(2, OptionalInt.of(1), new ValidPadding());
    LayerStep step = run(layer, new Shape(1, 3), precision, new double[] {1, 3, 7}, 2, 4);
    assertArrayEquals(new double[] {2, 5}, step.output().toDoubles());
    assertArrayEquals(new double[] {1, 3, 2}, step.inputGradient().toDoubles());
  }
}
