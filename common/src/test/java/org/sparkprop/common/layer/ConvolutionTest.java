package org.sparkprop.common.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.fixture.LayerStep;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Tensor;

/** oneDNN beside matrix products, and what its bits depend on. */
class ConvolutionTest {
  private static Layer parse(String settings) {
    try {
      String json = "{\"convolution-2d\": %s}".formatted(settings.replace('\'', '"'));
      return Binder.bind(new ObjectMapper().readTree(json), Layer.class, "layer");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(settings, e);
    }
  }

  private static LayerStep filled(Layer layer, Shape input, int rows, Precision precision) {
    return fill(new LayerStep(layer, input, rows, precision, 1));
  }

  private static LayerStep fill(LayerStep step) {
    SplittableRandom random = new SplittableRandom(7);
    for (Tensor tensor :
        new Tensor[] {
          step.input(), step.outputGradient(), step.parameter("weight"), step.gradient("weight")
        }) {
      // Halves of small numbers, which float32 and float64 both hold exactly.
      double[] values = random.ints(tensor.length(), -8, 9).mapToDouble(i -> i * 0.5).toArray();
      tensor.write(0, values.length, values);
    }
    return step;
  }

  private static void pass(Layer layer, LayerStep step) {
    layer.forward(step);
    layer.backward(step);
  }

  /** All numbers are small multiples of a quarter, so both ways give the very same sums. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'filters': 3, 'kernel': 3} | 2 | 6 | 5",
        "{'filters': 16, 'kernel': 3, 'padding': 'same'} | 8 | 9 | 9",
        "{'filters': 5, 'kernel': [2, 4], 'padding': 'same', 'use-bias': false} | 3 | 7 | 8",
        "{'filters': 4, 'kernel': 3, 'stride': 2} | 2 | 8 | 6",
        "{'filters': 4, 'kernel': [1, 3], 'stride': [2, 3], 'padding': 'same'} | 2 | 8 | 10",
        "{'filters': 4, 'kernel': 2, 'stride': 3} | 2 | 9 | 10",
        "{'filters': 2, 'kernel': 1, 'stride': 2} | 5 | 5 | 8",
        "{'filters': 2, 'kernel': 5, 'padding': {'explicit': {'height': 2, 'width': 1}}} | 1 | 5 | 6",
        "{'filters': 3, 'kernel': [6, 5]} | 2 | 6 | 5",
      })
  void oneDnnGivesWhatProductsGive(String settings, int channels, int height, int width) {
    Layer layer = parse(settings);
    Shape input = new Shape(channels, height, width);
    for (int rows : new int[] {1, 5}) {
      LayerStep fast = filled(layer, input, rows, Precision.FLOAT32);
      LayerStep plain = filled(layer, input, rows, Precision.FLOAT64);
      pass(layer, fast);
      pass(layer, plain);
      String what = settings + " of " + rows + " rows: ";
      assertArrayEquals(plain.output().toDoubles(), fast.output().toDoubles(), what + "output");
      assertArrayEquals(
          plain.inputGradient().toDoubles(), fast.inputGradient().toDoubles(), what + "input");
      assertArrayEquals(
          plain.gradient("weight").toDoubles(),
          fast.gradient("weight").toDoubles(),
          what + "weight");
      if (plain.gradient("bias") != null) {
        assertArrayEquals(
            plain.gradient("bias").toDoubles(), fast.gradient("bias").toDoubles(), what + "bias");
      }
    }
  }

  private static double[] bits(LayerStep step) {
    Layer layer = parse("{'filters': 32, 'kernel': 3, 'padding': 'same'}");
    SplittableRandom random = new SplittableRandom(3);
    for (Tensor tensor :
        new Tensor[] {step.input(), step.outputGradient(), step.parameter("weight")}) {
      tensor.write(0, tensor.length(), random.doubles(tensor.length(), -1, 1).toArray());
    }
    step.gradient("weight").fill(0);
    step.gradient("bias").fill(0);
    pass(layer, step);
    double[] all = new double[step.output().length() + step.input().length() + 32 * 145];
    int at = 0;
    for (Tensor tensor :
        new Tensor[] {
          step.output(), step.inputGradient(), step.gradient("weight"), step.gradient("bias")
        }) {
      double[] values = tensor.toDoubles();
      System.arraycopy(values, 0, all, at, values.length);
      at += values.length;
    }
    assertEquals(all.length, at);
    return all;
  }

  /** Addresses at which a vector register's load is aligned and at which it is not. */
  @Test
  void theBitsDoNotDependOnAddresses() {
    Layer layer = parse("{'filters': 32, 'kernel': 3, 'padding': 'same'}");
    Shape input = new Shape(16, 14, 14);
    double[] expected = bits(new LayerStep(layer, input, 12, Precision.FLOAT32, 1));
    for (int offset : new int[] {1, 2, 3, 5, 8, 15}) {
      double[] actual = bits(LayerStep.withOffset(layer, input, 12, Precision.FLOAT32, 1, offset));
      assertArrayEquals(expected, actual, "offset " + offset);
    }
  }

  /** Neither on the thread that asks nor on how many threads it has been given before. */
  @Test
  void theBitsDoNotDependOnThreads() {
    Layer layer = parse("{'filters': 32, 'kernel': 3, 'padding': 'same'}");
    Shape input = new Shape(16, 14, 14);
    double[] expected = bits(new LayerStep(layer, input, 12, Precision.FLOAT32, 1));
    for (int threads : new int[] {2, 3, 8}) {
      double[] actual =
          CompletableFuture.supplyAsync(
                  () -> {
                    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
                    return bits(new LayerStep(layer, input, 12, Precision.FLOAT32, 1));
                  })
              .join();
      assertArrayEquals(expected, actual, threads + " threads");
    }
  }
}
