package org.sparkprop.worker.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.activation.Identity;
import org.sparkprop.common.activation.Tanh;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.layer.Dense;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.loss.MeanSquaredError;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.network.NoiseKey;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.runtime.WorkerRuntime;

/** Local steps on a network of one tanh unit, beside its formulas in plain doubles. */
class LocalDescentTest {
  private static final double RATE = 0.05;
  private static final double[] START = {0.4, -0.3, 0.1};

  private final Network network =
      new Network(
          new Shape(2),
          new NetworkConfiguration(
              List.of(
                  new Dense(1, new Tanh(), true, new Constant(0), new Constant(0)),
                  new Dense(1, new Identity(), false, new Constant(0), new Constant(0))),
              new MeanSquaredError()));

  @BeforeAll
  static void prepare() {
    WorkerRuntime.prepare();
  }

  private record Example(double a, double b, double target, double weight) {}

  private static List<Example> examples(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random
        .doubles(count, -1, 1)
        .mapToObj(a -> new Example(a, random.nextDouble(), Math.sin(3 * a), random.nextInt(1, 4)))
        .toList();
  }

  private static double[] weights() {
    return new double[] {START[0], START[1], START[2], 0.7};
  }

  /** Adds the gradient of (v · tanh(w·x + c) − y)², by its formulas, and gives the weight. */
  private static double addGradient(double[] w, List<Example> part, double[] gradient) {
    double weight = 0;
    for (Example e : part) {
      double h = Math.tanh(w[0] * e.a + w[1] * e.b + w[2]);
      double error = 2 * (w[3] * h - e.target) * e.weight;
      double back = error * w[3] * (1 - h * h);
      gradient[0] += back * e.a;
      gradient[1] += back * e.b;
      gradient[2] += back;
      gradient[3] += error * h;
      weight += e.weight;
    }
    return weight;
  }

  /** weight · (w₀ − w₍ₖ₎) / η after steps over the parts. */
  private static double[] expected(List<List<Example>> parts) {
    double[] w = weights();
    double all = 0;
    for (List<Example> part : parts) {
      double[] gradient = new double[w.length];
      double weight = addGradient(w, part, gradient);
      for (int i = 0; i < w.length && weight > 0; i++) {
        w[i] -= RATE * gradient[i] / weight;
      }
      all += weight;
    }
    double[] sum = weights();
    for (int i = 0; i < w.length; i++) {
      sum[i] = all * (sum[i] - w[i]) / RATE;
    }
    return sum;
  }

  private double pass(Workspace workspace, List<Example> part) {
    LossSums sums = new LossSums();
    workspace.clearGradient();
    if (!part.isEmpty()) {
      MicroBatch batch = workspace.microBatch(part.size());
      for (int i = 0; i < part.size(); i++) {
        Example e = part.get(i);
        batch.input().write(2 * i, 2, new double[] {e.a, e.b});
        batch.target()[i] = e.target;
        batch.weight()[i] = e.weight;
      }
      workspace.train(part.size(), new NoiseKey(1, 1, 1, 0), sums);
    }
    return sums.weight();
  }

  private FlatVector given(LocalDescent descent, Workspace workspace, List<List<Example>> parts) {
    double weight = 0;
    for (List<Example> part : parts) {
      double ofPart = pass(workspace, part);
      descent.step(ofPart);
      weight += ofPart;
    }
    FlatVector sum =
        FlatVector.of(
            Precision.FLOAT64,
            new SplittableRandom(1).doubles(workspace.network().parameterCount()).toArray());
    descent.finish(weight, sum);
    return sum;
  }

  private Workspace workspace() {
    Workspace workspace = new Workspace(network, Precision.FLOAT64);
    workspace.setWeights(FlatVector.of(Precision.FLOAT64, weights()));
    return workspace;
  }

  private static void assertNear(double[] expected, FlatVector actual, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual.get(i), tolerance * Math.abs(expected[i]), "number " + i);
      assertTrue(Math.abs(expected[i]) > 1e-3, "a gradient to be found");
    }
  }

  @Test
  void noRowsAndRowsWithoutWeightAreNoStep() {
    try (Workspace workspace = workspace()) {
      LocalDescent descent = new LocalDescent(workspace, RATE);
      FlatVector zeros = FlatVector.zeros(Precision.FLOAT64, 4);
      assertEquals(zeros, given(descent, workspace, List.of()));
      assertEquals(zeros, given(descent, workspace, List.of(List.of(), List.of())));
      assertEquals(zeros, given(descent, workspace, List.of(List.of(new Example(1, 1, 1, 0)))));
    }
  }

  @Test
  void oneStepIsTheGradientSum() {
    List<Example> rows = examples(20, 1);
    double[] gradient = new double[4];
    addGradient(weights(), rows, gradient);
    try (Workspace workspace = workspace()) {
      pass(workspace, rows);
      FlatVector plain = FlatVector.zeros(Precision.FLOAT64, 4);
      workspace.copyGradientTo(plain);
      FlatVector given = given(new LocalDescent(workspace, RATE), workspace, List.of(rows));
      for (int i = 0; i < 4; i++) {
        assertEquals(plain.get(i), given.get(i), 3 * Math.ulp(plain.get(i)), "number " + i);
      }
      assertNear(gradient, given, 1e-12);
    }
  }

  @Test
  void severalStepsFollowTheFormulasForOneShardAfterAnother() {
    List<List<Example>> first = List.of(examples(7, 2), List.of(), examples(5, 3), examples(1, 4));
    List<List<Example>> second = List.of(examples(4, 5), examples(4, 6));
    try (Workspace workspace = workspace()) {
      LocalDescent descent = new LocalDescent(workspace, RATE);
      assertNear(expected(first), given(descent, workspace, first), 1e-10);
      FlatVector restored = FlatVector.zeros(Precision.FLOAT64, 4);
      workspace.copyWeightsTo(restored);
      assertEquals(FlatVector.of(Precision.FLOAT64, weights()), restored);
      assertNear(expected(second), given(descent, workspace, second), 1e-10);
    }
  }
}
