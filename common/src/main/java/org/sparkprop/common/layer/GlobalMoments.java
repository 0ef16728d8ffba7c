package org.sparkprop.common.layer;

import java.util.Arrays;

/**
 * The moments of channels over all rows of a round, for batch normalisation. The sums are those of
 * the distances from the running mean, then of their squares, and the count; the values are the
 * mean distance of each channel, then the variances, and the count.
 */
record GlobalMoments(int channels) implements BatchStatistic {
  private static final String NAME = "batch-moments";

  /** The moments that a step was given; of the count 0 before the round has any. */
  static BatchNormalization.Moments of(Step step) {
    double[] values = step.parameter(NAME).toDoubles();
    double[] mean = step.parameter(BatchNormalization.RUNNING_MEAN).toDoubles();
    int channels = mean.length;
    for (int c = 0; c < channels; c++) {
      mean[c] += values[c];
    }
    double[] variance = Arrays.copyOfRange(values, channels, 2 * channels);
    return new BatchNormalization.Moments(mean, variance, values[2 * channels]);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Way summed() {
    return Way.FORWARD;
  }

  @Override
  public Way used() {
    return Way.FORWARD;
  }

  @Override
  public int sumCount() {
    return 2 * channels + 1;
  }

  @Override
  public int valueCount() {
    return 2 * channels + 1;
  }

  @Override
  public void add(Step step, double[] sums) {
    Channels input = Channels.of(step.input());
    double[] centre = step.parameter(BatchNormalization.RUNNING_MEAN).toDoubles();
    double[] total = input.sums(step.input());
    double[] squares = input.squares(step.input(), centre);
    for (int c = 0; c < channels; c++) {
      sums[c] += total[c] - input.count() * centre[c];
      sums[channels + c] += squares[c];
    }
    sums[2 * channels] += input.count();
  }

  @Override
  public double[] values(double[] sums, double weight) {
    double[] values = sums.clone();
    double count = sums[2 * channels];
    for (int c = 0; c < channels; c++) {
      double distance = sums[c] / count;
      values[c] = distance;
      values[channels + c] = Math.max(0, sums[channels + c] / count - distance * distance);
    }
    return values;
  }
}
