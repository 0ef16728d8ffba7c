package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.row.RowForm;

/**
 * A layer: an immutable record of hyper-parameters that knows its output's shape and its parameters
 * and runs forward and backward on tensors that a workspace owns. It holds no numbers itself, so
 * one layer serves any number of threads.
 *
 * <p>To add one: a record here, its name in {@link Members}, a numeric gradient check.
 */
@Members({
  Dense.class,
  TiedDense.class,
  ActivationLayer.class,
  Flatten.class,
  Reshape.class,
  Convolution2d.class,
  Convolution1d.class,
  MaxPool2d.class,
  AveragePool2d.class,
  MaxPool1d.class,
  AveragePool1d.class,
  GlobalAveragePool.class,
  GlobalMaxPool.class,
  BatchNormalization.class,
  LayerNormalization.class,
  Dropout.class,
  Dropconnect.class,
  GaussianNoise.class,
  MaskingNoise.class,
  Sparsity.class,
  SparseCoding.class,
  Residual.class,
  TimeDistributed.class,
  Masking.class,
  Embedding.class,
  Lstm.class,
  Gru.class,
  Bidirectional.class,
  AttentionPooling.class,
  StepPooling.class
})
public interface Layer {
  /**
   * The shape of a row's output.
   *
   * @throws IllegalArgumentException if this layer cannot take {@code input}; the message says what
   *     it expects and what to do, and is put behind the layer's number and name
   */
  Shape outputShape(Shape input);

  /** The parameters for inputs of this shape, in the order in which they lie in the flat vector. */
  default List<Parameter> parameters(Shape input) {
    return Branch.parameters(branches(input));
  }

  /**
   * The layers that this one holds, in sequences that it runs through {@link Step#branch}. Their
   * parameters are among {@link #parameters}; memory, random numbers and the rest are the
   * workspace's business.
   */
  default List<Branch> branches(Shape input) {
    return List.of();
  }

  /**
   * What the layer needs of all rows of a round, in the order in which it does: what is summed on
   * the way forward first.
   */
  default List<BatchStatistic> batchStatistics(Shape input) {
    return List.of();
  }

  /** How many numbers of {@link Step#scratch} a row takes. */
  default long scratchSize(Shape input) {
    return 0;
  }

  /** How many numbers of {@link Step#buffer} the layer takes, however many rows there are. */
  default long bufferSize(Shape input) {
    return 0;
  }

  /**
   * Whether this layer says itself, in {@link Step#outputMask}, which steps of its output count.
   */
  default boolean marksSteps() {
    return false;
  }

  /**
   * Whether the output's first dimension are the input's steps, so that those that do not count
   * there do not count here. Layers that leave the shape as it is do so unless they say otherwise.
   */
  default boolean keepsSteps(Shape input) {
    return outputShape(input).equals(input);
  }

  /** Whether output and input are the same numbers under two shapes: then nothing is computed. */
  default boolean isReshape() {
    return false;
  }

  /**
   * Whether training draws random numbers here, so that two passes of the same rows with the same
   * weights differ.
   */
  default boolean isNoisy() {
    return false;
  }

  /**
   * Whether the layer works on sparse rows, {@link Step#sparseInput}, where it is the network's
   * first: then {@link Step#input} is not there.
   */
  default boolean takesSparseRows() {
    return false;
  }

  /**
   * The parameters of whose gradient a pass may add to some rows alone: {@link #backward} then says
   * to which, by {@link Step#touch}.
   *
   * @param input how rows go into the layer
   */
  default List<String> gradientsByRow(RowForm input) {
    return List.of();
  }

  /**
   * Overwrites {@link Step#output}. Reads the input and the parameters, and keeps what it needs.
   */
  void forward(Step step);

  /**
   * Adds the parameters' gradients to {@link Step#gradient}, where the layer {@link Step#learns},
   * and overwrites {@link Step#inputGradient}, where {@link Step#needsInputGradient}; where neither
   * is so it is not called. May overwrite {@link Step#outputGradient}; finds input, output and
   * scratch as {@link #forward} left them.
   */
  void backward(Step step);
}
