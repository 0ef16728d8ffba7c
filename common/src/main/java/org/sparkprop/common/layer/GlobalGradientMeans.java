package org.sparkprop.common.layer;

import java.util.Arrays;

/**
 * What the gradient of a batch normalisation's input goes by, over all rows of a round: for each
 * channel the mean of ∂output, then that of ∂output · normalised input. The sums are these sums and
 * the count.
 */
record GlobalGradientMeans(BatchNormalization layer, int channels) implements BatchStatistic {
  private static final String NAME = "batch-gradient-means";

  /** The means that a step was given. */
  static BatchNormalization.GradientSums of(Step step) {
    double[] values = step.parameter(NAME).toDoubles();
    int channels = values.length / 2;
    return new BatchNormalization.GradientSums(
        Arrays.copyOf(values, channels), Arrays.copyOfRange(values, channels, 2 * channels));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Way summed() {
    return Way.BACKWARD;
  }

  @Override
  public Way used() {
    return Way.BACKWARD;
  }

  @Override
  public int sumCount() {
    return 2 * channels + 1;
  }

  @Override
  public int valueCount() {
    return 2 * channels;
  }

  @Override
  public void add(Step step, double[] sums) {
    BatchNormalization.GradientSums own = layer.gradientSums(step);
    for (int c = 0; c < channels; c++) {
      sums[c] += own.gradients()[c];
      sums[channels + c] += own.products()[c];
    }
    sums[2 * channels] += Channels.of(step.input()).count();
  }

  @Override
  public double[] values(double[] sums, double weight) {
    double[] means = Arrays.copyOf(sums, 2 * channels);
    for (int i = 0; i < means.length; i++) {
      means[i] /= sums[2 * channels];
    }
    return means;
  }
}
