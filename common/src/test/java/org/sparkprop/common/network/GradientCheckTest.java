package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.activation.Activation;
import org.sparkprop.common.activation.Identity;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.layer.Dense;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Parameter;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.layer.Step;
import org.sparkprop.common.loss.Loss;
import org.sparkprop.common.loss.MeanSquaredError;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Backpropagation against central differences, for every layer and loss and stacks of them. */
class GradientCheckTest {
  private static final double BOUND = 1e-6;

  static void check(Network network, int rows, long seed) {
    List<GradientCheck.Difference> differences = differences(network, rows, seed);
    assertFalse(differences.isEmpty());
    for (GradientCheck.Difference difference : differences) {
      assertTrue(difference.relative() < BOUND, difference::toString);
      assertTrue(difference.numeric() != 0, difference + ": nothing was tested");
    }
  }

  private static List<GradientCheck.Difference> differences(Network network, int rows, long seed) {
    return GradientCheck.run(
        network,
        Networks.weights(network, Precision.FLOAT64, seed),
        rows,
        batch -> fill(batch, network, seed + 1));
  }

  /** Rows in ±1.5, targets of the loss's kind, and weights between 0.5 and 2. */
  static void fill(MicroBatch batch, Network network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] input = random.doubles(batch.input().length(), -1.5, 1.5).toArray();
    batch.input().write(0, input.length, input);
    int outputs = network.output().size();
    TargetKind kind = network.loss().targetKind();
    for (int i = 0; i < batch.rows() * network.loss().targetWidth(outputs); i++) {
      batch.target()[i] =
          switch (kind) {
            case CLASS_INDEX -> random.nextInt(outputs);
            case BINARY -> random.nextInt(2);
            case NUMBER -> random.nextDouble(-2, 2);
          };
    }
    for (int row = 0; row < batch.rows(); row++) {
      batch.weight()[row] = random.nextDouble(0.5, 2);
    }
  }

  /** Every activation that a configuration can name. */
  static Stream<String> activations() {
    return Stream.concat(
        Stream.of(Activation.class.getAnnotation(Members.class).value())
            .map(member -> "'" + Names.of(member) + "'"),
        Stream.of("{'leaky-relu': {'slope': 0.3}}", "{'elu': {'alpha': 0.4}}"));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void denseWithEveryActivation(String activation) {
    String layers =
        "{'layers': [{'dense': {'units': 5, 'activation': %s}},"
            + " {'dense': {'units': 4, 'activation': %s}}, {'dense': {'units': 3}}],"
            + " 'loss': 'mean-squared-error'}";
    check(Networks.parse(new Shape(3), layers.replace("%s", activation)), 7, 21);
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activationOnItsOwn(String activation) {
    String layers =
        "{'layers': [{'dense': {'units': 5}}, {'activation': {'function': %s}},"
            + " {'dense': {'units': 3}}, {'activation': {'function': %s}}],"
            + " 'loss': 'mean-squared-error'}";
    check(Networks.parse(new Shape(3), layers.replace("%s", activation)), 7, 33);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Without bias; one unit; one input at the end of a funnel.
        "{'layers': [{'dense': {'units': 4, 'use-bias': false, 'activation': 'tanh'}},"
            + " {'dense': {'units': 1}}, {'dense': {'units': 2}}], 'loss': 'mean-squared-error'}",
        // Reshapes first, between and last.
        "{'layers': [{'reshape': {'shape': [2, 3]}}, 'flatten',"
            + " {'dense': {'units': 6, 'activation': 'sigmoid'}}, {'reshape': {'shape': [3, 2]}},"
            + " {'activation': {'function': 'softplus'}}, 'flatten', {'dense': {'units': 4}},"
            + " {'reshape': {'shape': [2, 2]}}, 'flatten'], 'loss': 'softmax-cross-entropy'}",
        // An activation before any parameter, and dropout with the mask of its key.
        "{'layers': [{'activation': {'function': 'tanh'}}, {'dropout': {'rate': 0.3}},"
            + " {'dense': {'units': 6, 'activation': 'gelu'}}, {'dropout': {'rate': 0.5}},"
            + " {'dense': {'units': 5, 'activation': 'elu'}}, {'dropout': {'rate': 0.2}},"
            + " {'dense': {'units': 3}}], 'loss': 'huber'}",
        // Dropout last.
        "{'layers': [{'dense': {'units': 4}}, {'dropout': {'rate': 0.5}}],"
            + " 'loss': 'mean-squared-error'}"
      })
  void stacks(String configuration) {
    check(Networks.parse(new Shape(6), configuration), 9, 55);
  }

  /**
   * Each layer in its modes, for images of two channels, 6×5, between a dense layer whose gradient
   * shows that of the input and another that weighs every output.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'convolution-2d': {'filters': 3, 'kernel': 3}}",
        "{'convolution-2d': {'filters': 3, 'kernel': [2, 3], 'use-bias': false}}",
        "{'convolution-2d': {'filters': 2, 'kernel': [3, 2], 'stride': 2, 'padding': 'same'}}",
        "{'convolution-2d': {'filters': 2, 'kernel': 2, 'padding': 'same', 'activation': 'tanh'}}",
        "{'convolution-2d': {'filters': 2, 'kernel': [4, 4], 'stride': [1, 3], 'activation':"
            + " 'gelu', 'padding': {'explicit': {'height': 2, 'width': 1}}}}",
        "{'convolution-2d': {'filters': 2, 'kernel': 2, 'stride': 2, 'dilation': [3, 2]}}",
        "{'convolution-2d': {'filters': 3, 'kernel': 3, 'padding': 'same', 'dilation': 2}}",
        "{'convolution-2d': {'filters': 4, 'kernel': 3, 'groups': 2, 'padding': 'same'}}",
        "{'convolution-2d': {'filters': 6, 'kernel': 2, 'groups': 2, 'stride': 2}}",
        "{'convolution-2d': {'filters': 3, 'kernel': 1}}",
        "{'convolution-2d': {'filters': 2, 'kernel': [6, 5]}}",
        "{'average-pool-2d': {}}",
        "{'average-pool-2d': {'size': 3, 'stride': [1, 2], 'padding': 'same'}}",
        "{'average-pool-2d': {'size': [2, 4], 'padding': {'explicit': {'height': 1, 'width': 2}}}}",
        "{'max-pool-2d': {}}",
        "{'max-pool-2d': {'size': 3, 'stride': [2, 1], 'padding': 'same'}}",
        "{'max-pool-2d': {'size': [3, 2], 'stride': 1}}",
        "'global-average-pool'",
        "'global-max-pool'",
        "'batch-normalization'",
        "{'batch-normalization': {'epsilon': 0.1, 'momentum': 1}}",
        "{'batch-normalization': {'statistics': 'global'}}",
        "{'gaussian-noise': {'standard-deviation': 0.5}}"
      })
  void images(String layer) {
    check(between(60, "[2, 6, 5]", layer), 4, 11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'convolution-1d': {'filters': 3, 'kernel': 3}}",
        "{'convolution-1d': {'filters': 2, 'kernel': 4, 'stride': 3, 'padding': 'same'}}",
        "{'convolution-1d': {'filters': 2, 'kernel': 3, 'dilation': 2, 'activation': 'softplus'}}",
        "{'convolution-1d': {'filters': 6, 'kernel': 2, 'groups': 3, 'use-bias': false,"
            + " 'padding': {'explicit': {'width': 1}}}}",
        "{'average-pool-1d': {}}",
        "{'average-pool-1d': {'size': 3, 'stride': 2, 'padding': 'same'}}",
        "{'max-pool-1d': {'size': 3, 'stride': 1}}",
        "{'max-pool-1d': {'size': 4, 'padding': {'explicit': {'width': 2}}}}",
        "'global-average-pool'",
        "'global-max-pool'",
        "'batch-normalization'",
        "'layer-normalization'"
      })
  void sequences(String layer) {
    check(between(24, "[3, 8]", layer), 4, 12);
  }

  private static Network between(int numbers, String shape, String layer) {
    return Networks.parse(
        new Shape(3),
        ("{'layers': [{'dense': {'units': %d}}, {'reshape': {'shape': %s}}, %s, 'flatten',"
                + " {'dense': {'units': 2}}], 'loss': 'mean-squared-error'}")
            .formatted(numbers, shape, layer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'batch-normalization'",
        "'layer-normalization'",
        "{'layer-normalization': {'epsilon': 0.1}}",
        "{'dropconnect': {'units': 4}}",
        "{'dropconnect': {'units': 4, 'rate': 0.2, 'use-bias': false, 'activation': 'gelu'}}",
        "'gaussian-noise'"
      })
  void flat(String layer) {
    String layers =
        "{'layers': [{'dense': {'units': 5, 'activation': 'tanh'}}, %s, {'dense': {'units': 3}}],"
            + " 'loss': 'mean-squared-error'}";
    check(Networks.parse(new Shape(3), layers.formatted(layer)), 7, 13);
    // Batch normalisation of units has no variance to take.
    check(Networks.parse(new Shape(3), layers.formatted(layer)), 1, 14);
  }

  /** A block of a residual network: running averages lie inside another layer. */
  @Test
  void convolutionsInsideResidual() {
    String block =
        "{'residual': {'layers': [{'convolution-2d': {'filters': 2, 'kernel': 3,"
            + " 'padding': 'same', 'use-bias': false}}, 'batch-normalization',"
            + " {'activation': {'function': 'tanh'}}]}}";
    Network network = between(60, "[2, 6, 5]", block);
    check(network, 4, 16);
    assertEquals(
        2, network.blocks().stream().filter(parameters -> !parameters.isTrained()).count());
  }

  /** The target is the input before noise; the penalty's gradient comes with the loss's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'layers': [{'dense': {'units': 4, 'activation': 'sigmoid'}},"
            + " {'sparsity': {'target': 0.1, 'weight': 2}}, {'dense': {'units': 6}}],"
            + " 'loss': 'mean-squared-error', 'target': 'inputs'}",
        "{'layers': [{'dropout': {'rate': 0.3}}, {'dense': {'units': 5, 'activation': 'sigmoid'}},"
            + " {'sparsity': {}}, {'dropout': {'rate': 0.2}},"
            + " {'dense': {'units': 3, 'activation': 'sigmoid'}}, 'sparsity',"
            + " {'dense': {'units': 6}}], 'loss': 'huber', 'target': 'inputs'}",
        "{'layers': [{'gaussian-noise': {'standard-deviation': 0.5}},"
            + " {'dense': {'units': 4, 'activation': 'tanh'}}, {'dense': {'units': 6}}],"
            + " 'loss': 'mean-squared-error', 'target': 'inputs'}",
        "{'layers': [{'dense': {'units': 4, 'activation': 'sigmoid'}}, 'sparsity',"
            + " {'dense': {'units': 3}}],"
            + " 'loss': {'softmax-cross-entropy': {'class-weights': [0.5, 1, 4]}}}"
      })
  void autoencodersAndSparsity(String configuration) {
    check(Networks.parse(new Shape(6), configuration), 9, 57);
    check(Networks.parse(new Shape(6), configuration), 1, 58);
  }

  /** Passes before the gradient's, forward and back, also for layers inside others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'layers': [{'dense': {'units': 5, 'activation': 'tanh'}},"
            + " {'batch-normalization': {'statistics': 'global'}}, {'dense': {'units': 3}}],"
            + " 'loss': 'mean-squared-error'}",
        "{'layers': [{'batch-normalization': {'statistics': 'global', 'epsilon': 0.1}},"
            + " {'dense': {'units': 5, 'activation': 'sigmoid'}}, 'sparsity', {'dropout': {}},"
            + " {'batch-normalization': {'statistics': 'global'}},"
            + " {'dense': {'units': 4, 'activation': 'sigmoid'}}, {'sparsity': {'weight': 1}},"
            + " 'batch-normalization', {'dense': {'units': 3}}],"
            + " 'loss': {'softmax-cross-entropy': {'class-weights': [0.5, 1, 4]}}}",
        "{'layers': [{'residual': {'layers': [{'dense': {'units': 6, 'activation': 'tanh'}},"
            + " {'batch-normalization': {'statistics': 'global'}},"
            + " {'dense': {'units': 6, 'activation': 'sigmoid'}}, 'sparsity']}},"
            + " {'reshape': {'shape': [3, 2]}}, {'time-distributed': {'layers':"
            + " [{'dense': {'units': 4, 'activation': 'tanh'}},"
            + " {'batch-normalization': {'statistics': 'global'}},"
            + " {'dense': {'units': 2}}]}}], 'loss': 'huber', 'target': 'inputs'}"
      })
  void statisticsOfTheWholeBatch(String configuration) {
    check(Networks.parse(new Shape(6), configuration), 9, 63);
  }

  /** The shared weight's gradient is the sum of both uses. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'layers': [{'masking-noise': {'rate': 0.3}},"
            + " {'dense': {'units': 4, 'activation': 'sigmoid'}},"
            + " {'tied-dense': {'layer': 1, 'units': 6, 'activation': 'gelu'}}],"
            + " 'loss': 'mean-squared-error', 'target': 'inputs'}",
        "{'layers': [{'dense': {'units': 5, 'activation': 'tanh'}},"
            + " {'dense': {'units': 3, 'activation': 'tanh'}}, {'masking-noise': {}},"
            + " {'tied-dense': {'layer': 1, 'units': 5, 'activation': 'tanh', 'use-bias': false}},"
            + " {'tied-dense': {'layer': 0, 'units': 6}}],"
            + " 'loss': 'mean-squared-error', 'target': 'inputs'}"
      })
  void tiedWeights(String configuration) {
    Network network = Networks.parse(new Shape(6), configuration);
    check(network, 9, 59);
    List<String> names = network.blocks().stream().map(ParameterBlock::tensorName).toList();
    assertFalse(names.contains("2.weight") || names.contains("3.weight"), names::toString);
  }

  /** The other bias still learns; the frozen weight has no gradient from either use. */
  @Test
  void tiedToAFrozenLayer() {
    Network network =
        Networks.parse(
                new Shape(6),
                "{'layers': [{'dense': {'units': 4, 'activation': 'tanh'}},"
                    + " {'tied-dense': {'layer': 0, 'units': 6}}],"
                    + " 'loss': 'mean-squared-error', 'target': 'inputs'}")
            .freeze(List.of("0"));
    FlatVector all = Networks.weights(network.unfrozen(), Precision.FLOAT64, 3);
    List<GradientCheck.Difference> differences =
        GradientCheck.run(
            network, SplitWeights.of(network, all), 5, 100, batch -> fill(batch, network, 4));
    assertEquals(1, differences.size());
    assertEquals("1.bias", differences.get(0).tensor());
    assertTrue(differences.get(0).relative() < BOUND, differences::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'tied-dense': {'layer': 1, 'units': 6}}",
        "{'tied-dense': {'layer': 0, 'units': 5}}",
        "{'residual': {'layers': [{'tied-dense': {'layer': 0, 'units': 4}}]}}"
      })
  void refusesTiesThatDoNotFit(String layer) {
    String layers = "{'layers': [{'dense': {'units': 4}}, %s], 'loss': 'mean-squared-error'}";
    String message =
        assertThrows(
                ConfigurationException.class,
                () -> Networks.parse(new Shape(6), layers.formatted(layer)))
            .getMessage();
    assertTrue(message.contains("layer 1"), message);
  }

  /** Where nobody wants the input's gradient. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'convolution-2d': {'filters': 3, 'kernel': 3, 'padding': 'same'}}",
        "'batch-normalization'",
        "{'convolution-2d': {'filters': 2, 'kernel': 3, 'groups': 2, 'activation': 'gelu'}}",
      })
  void imagesFirst(String layer) {
    String layers =
        "{'layers': [%s, 'max-pool-2d', 'flatten', {'dense': {'units': 2}}],"
            + " 'loss': 'mean-squared-error'}";
    check(Networks.parse(new Shape(2, 6, 5), layers.formatted(layer)), 4, 14);
    check(Networks.parse(new Shape(2, 6, 5), layers.formatted(layer)), 1, 15);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'softmax-cross-entropy'",
        "{'softmax-cross-entropy': {'label-smoothing': 0.2}}",
        "{'softmax-cross-entropy': {'class-weights': [0.5, 1, 2, 3]}}",
        "{'softmax-cross-entropy': {'label-smoothing': 0.1, 'class-weights': [0.5, 1, 2, 3]}}",
        "'sigmoid-cross-entropy'",
        "{'sigmoid-cross-entropy': {'positive-weight': 2.5}}",
        "'mean-squared-error'",
        "'mean-absolute-error'",
        "'huber'",
        "{'huber': {'delta': 0.3}}"
      })
  void everyLossWithEveryOption(String loss) {
    String layers =
        "{'layers': [{'dense': {'units': 5, 'activation': 'tanh'}}, {'dense': {'units': 4}}],"
            + " 'loss': %s}";
    check(Networks.parse(new Shape(3), layers.replace("%s", loss)), 8, 77);
  }

  @Test
  void everyLossIsChecked() {
    // The list above names all of them: a new member must be added there.
    assertEquals(5, Loss.class.getAnnotation(Members.class).value().length);
  }

  @Test
  void oneRow() {
    check(
        Networks.parse(
            new Shape(3),
            "{'layers': [{'dense': {'units': 5, 'activation': 'tanh'}}, {'dense': {'units': 4}}],"
                + " 'loss': 'softmax-cross-entropy'}"),
        1,
        99);
  }

  /** A layer whose backward pass forgets a factor of 1.0001. */
  private record Crooked(Dense straight) implements Layer {
    @Override
    public Shape outputShape(Shape input) {
      return straight.outputShape(input);
    }

    @Override
    public List<Parameter> parameters(Shape input) {
      return straight.parameters(input);
    }

    @Override
    public void forward(Step step) {
      straight.forward(step);
    }

    @Override
    public void backward(Step step) {
      double[] gradient = step.outputGradient().toDoubles();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= 1.0001;
      }
      step.outputGradient().write(0, gradient.length, gradient);
      straight.backward(step);
    }
  }

  @Test
  void seesAWrongGradient() {
    Dense dense = new Dense(3, new Identity(), true, new Constant(1), new Constant(0));
    Network network =
        Networks.of(new Shape(2), new MeanSquaredError(), dense, new Crooked(dense), dense);
    List<GradientCheck.Difference> differences = differences(network, 4, 5);
    // The last layer, before which nothing is crooked on the way back, is right.
    assertTrue(differences.get(4).relative() < BOUND, differences.toString());
    for (GradientCheck.Difference wrong : differences.subList(0, 4)) {
      assertEquals(1e-4, wrong.relative(), 1e-5, wrong::toString);
    }
  }
}
