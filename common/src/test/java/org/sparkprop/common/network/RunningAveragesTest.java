package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Parameter;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.layer.Step;
import org.sparkprop.common.loss.MeanSquaredError;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

class RunningAveragesTest {
  /** Two trained numbers, two averages with momentum 0.25, one trained number. */
  private record Averaging() implements Layer {
    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public List<Parameter> parameters(Shape input) {
      return List.of(
          new Parameter("weight", new Shape(2), new Constant(1), 1, 1),
          Parameter.runningAverage("average", new Shape(2), 8, 0.25),
          new Parameter("bias", new Shape(1), new Constant(2), 1, 1));
    }

    @Override
    public void forward(Step step) {}

    @Override
    public void backward(Step step) {}
  }

  private static final Network NETWORK =
      Networks.of(new Shape(1), new MeanSquaredError(), new Averaging());

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aQuarterOfTheMeanOverTheRowsOfTheRound(Precision precision) {
    FlatVector weights = NETWORK.initialWeights(precision, 1);
    // Five rows of weight 0.5 each: the averages count rows and not weights.
    FlatVector gradient = FlatVector.of(precision, 3, 4, 10, 60, 5);
    GradientSum sum = new GradientSum(gradient, 1, 2.5, 5);
    RunningAverages averages = RunningAverages.take(NETWORK, weights, sum);
    assertArrayEquals(new double[] {3, 4, 0, 0, 5}, gradient.toDoubles());
    weights.scale(7);
    averages.writeTo(weights);
    assertArrayEquals(new double[] {7, 7, 6.5, 9, 14}, weights.toDoubles());
  }

  @Test
  void aRoundWithoutRowsChangesNothing() {
    FlatVector weights = NETWORK.initialWeights(Precision.FLOAT64, 1);
    GradientSum sum = new GradientSum(FlatVector.zeros(Precision.FLOAT64, 5), 0, 0, 0);
    RunningAverages.take(NETWORK, weights, sum).writeTo(weights);
    assertArrayEquals(new double[] {1, 1, 8, 8, 2}, weights.toDoubles());
  }

  @Test
  void whatIsNotFiniteStaysToBeFound() {
    FlatVector weights = NETWORK.initialWeights(Precision.FLOAT64, 1);
    FlatVector gradient = FlatVector.of(Precision.FLOAT64, 3, 4, Double.NaN, 60, 5);
    RunningAverages.take(NETWORK, weights, new GradientSum(gradient, 1, 1, 1)).writeTo(weights);
    assertEquals(2, gradient.firstNonFinite(0, 5));
    assertArrayEquals(new double[] {1, 1, 8, 8, 2}, weights.toDoubles());
  }
}
