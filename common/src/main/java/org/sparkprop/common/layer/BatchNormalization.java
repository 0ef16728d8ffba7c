package org.sparkprop.common.layer;

import java.util.Arrays;
import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.vector.Tensor;

/**
 * Batch normalisation (Ioffe and Szegedy 2015, algorithms 1 and 2): each channel is brought to mean
 * 0 and variance 1 and then scaled and shifted: [rows, channels, …] → the same shape, output =
 * gamma · (input − mean) / √(variance + epsilon) + beta. A channel of a flat input is one unit, of
 * an image or a sequence one plane. Parameters, [channels] each: {@code gamma}, 1 at first, {@code
 * beta}, 0, and the running averages {@code running-mean}, 0, and {@code running-variance}, 1.
 *
 * <p><b>In training</b> mean and variance (of the population) are those of some rows, each counting
 * once whatever its weight, and {@code statistics} says of which:
 *
 * <ul>
 *   <li>{@code slice}: the rows that go through together, a micro-batch of a shard's slice, and so
 *       the whole slice wherever it is no longer than a micro-batch (a longer one is cut into equal
 *       parts). Shards know nothing of one another's rows; so the statistics are those of batch
 *       size / shards rows, fewer than the batch has, as with one process a device elsewhere (and
 *       as Hoffer, Hubara and Soudry 2017 recommend for large batches). They depend on the shards,
 *       which belong to the run, and not on the cluster.
 *   <li>{@code global}: all rows of the round over all shards. They are known only when all rows
 *       have come as far as this layer; so a round has {@linkplain BatchStatistic two passes more}
 *       for each such layer, one forward for mean and variance, and one back for the means that the
 *       input's gradient goes by. The shards then change nothing but the order of sums. The
 *       variance is summed as squared distances from the running mean, which is near enough to the
 *       mean for float32 unless that is some hundred standard deviations off.
 * </ul>
 *
 * <p>Where there is a single number a channel, which has no variance, the running averages stand in
 * as constants.
 *
 * <p><b>Otherwise</b> the running averages are used. Their sums over all micro-batches travel with
 * the gradient; after each round's update the driver sets average ← (1 − momentum) · average +
 * momentum · mean over the round's rows, the variance with its divisor one less than the count. So
 * they are part of the model, and the same on every cluster. (PyTorch's convention; elsewhere
 * momentum is the share of the old.)
 *
 * <p><b>Frozen</b> the layer uses the running averages in training too, and leaves them as they
 * are.
 */
public record BatchNormalization(
    @Default("0.1") double momentum,
    @Default("1e-5") double epsilon,
    @Default("slice") Statistics statistics)
    implements Layer {
  /** Of which rows mean and variance are taken in training. */
  public enum Statistics {
    SLICE,
    GLOBAL
  }

  static final String GAMMA = "gamma";
  private static final String BETA = "beta";
  static final String RUNNING_MEAN = "running-mean";
  private static final String RUNNING_VARIANCE = "running-variance";
  private static final String MEAN = "mean";
  private static final String VARIANCE = "variance";

  public BatchNormalization {
    Require.that(
        momentum > 0 && momentum <= 1,
        "momentum: expected a number above 0, up to 1, got %s",
        momentum);
    Require.positive("epsilon", epsilon);
  }

  /** One with the statistics of slices. */
  public BatchNormalization(double momentum, double epsilon) {
    this(momentum, epsilon, Statistics.SLICE);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Shape shape = new Shape(input.dimensions()[0]);
    return List.of(
        new Parameter(GAMMA, shape, new Constant(1), 1, 1),
        new Parameter(BETA, shape, new Constant(0), 1, 1),
        Parameter.runningAverage(RUNNING_MEAN, shape, 0, momentum),
        Parameter.runningAverage(RUNNING_VARIANCE, shape, 1, momentum));
  }

  @Override
  public long bufferSize(Shape input) {
    return statistics == Statistics.SLICE ? 2L * input.dimensions()[0] : 0;
  }

  @Override
  public List<BatchStatistic> batchStatistics(Shape input) {
    int channels = input.dimensions()[0];
    return statistics == Statistics.SLICE
        ? List.of()
        : List.of(new GlobalMoments(channels), new GlobalGradientMeans(this, channels));
  }

  /**
   * Mean and variance of each channel as a pass uses them.
   *
   * @param count of how many numbers they are; 0 where they are constants
   */
  record Moments(double[] mean, double[] variance, double count) {
    /** 1 / √(variance + epsilon) of each channel. */
    double[] scales(double epsilon) {
      double[] scales = variance.clone();
      for (int c = 0; c < scales.length; c++) {
        scales[c] = 1 / Math.sqrt(scales[c] + epsilon);
      }
      return scales;
    }

    boolean areConstant() {
      return count == 0;
    }
  }

  /** The moments of a pass; of a slice as {@link #measure} left them. */
  Moments moments(Step step) {
    if (step.training() && step.learns()) {
      if (statistics == Statistics.GLOBAL) {
        Moments global = GlobalMoments.of(step);
        return global.count() > 1 ? global : running(step);
      }
      int count = Channels.of(step.input()).count();
      if (count > 1) {
        return new Moments(
            ofSlice(step, MEAN).toDoubles(), ofSlice(step, VARIANCE).toDoubles(), count);
      }
    }
    return running(step);
  }

  private static Moments running(Step step) {
    return new Moments(
        step.parameter(RUNNING_MEAN).toDoubles(), step.parameter(RUNNING_VARIANCE).toDoubles(), 0);
  }

  private static Tensor ofSlice(Step step, String name) {
    return step.buffer(name, new Shape(step.parameter(GAMMA).shape()));
  }

  @Override
  public void forward(Step step) {
    if (statistics == Statistics.SLICE && step.training() && step.learns()) {
      measure(step);
    }
    Moments moments = moments(step);
    double[] factor = moments.scales(epsilon);
    double[] gamma = step.parameter(GAMMA).toDoubles();
    double[] offset = step.parameter(BETA).toDoubles();
    for (int c = 0; c < factor.length; c++) {
      factor[c] *= gamma[c];
      offset[c] -= factor[c] * moments.mean()[c];
    }
    Channels.of(step.input()).scale(step.input(), factor, offset, step.output());
  }

  /** Leaves mean and variance of each channel in their buffers. */
  private static void measure(Step step) {
    Channels channels = Channels.of(step.input());
    double[] mean = channels.sums(step.input());
    divide(mean, channels.count());
    double[] variance = channels.squares(step.input(), mean);
    divide(variance, channels.count());
    ofSlice(step, MEAN).write(0, mean.length, mean);
    ofSlice(step, VARIANCE).write(0, variance.length, variance);
  }

  private static void divide(double[] sums, int count) {
    for (int c = 0; c < sums.length; c++) {
      sums[c] /= count;
    }
  }

  /**
   * Sums over the rows of a micro-batch, by channel.
   *
   * @param gradients Σ ∂output, which is beta's gradient
   * @param products Σ ∂output · normalised input, which is gamma's
   */
  record GradientSums(double[] gradients, double[] products) {
    /** The means over the numbers that the moments are of; zeros where these are constants. */
    GradientSums means(Moments moments) {
      double share = moments.areConstant() ? 0 : 1 / moments.count();
      return new GradientSums(times(gradients, share), times(products, share));
    }

    private static double[] times(double[] sums, double share) {
      return Arrays.stream(sums).map(sum -> sum * share).toArray();
    }
  }

  GradientSums gradientSums(Step step) {
    Channels channels = Channels.of(step.input());
    Moments moments = moments(step);
    double[] scale = moments.scales(epsilon);
    double[] products = channels.products(step.input(), moments.mean(), step.outputGradient());
    for (int c = 0; c < products.length; c++) {
      products[c] *= scale[c];
    }
    return new GradientSums(channels.sums(step.outputGradient()), products);
  }

  @Override
  public void backward(Step step) {
    Moments moments = moments(step);
    if (!step.learns()) {
      frozenInputGradient(step, moments.scales(epsilon));
      return;
    }
    GradientSums sums = gradientSums(step);
    add(sums.products(), 1, step.gradient(GAMMA));
    add(sums.gradients(), 1, step.gradient(BETA));
    addStatistics(step, moments);
    if (step.needsInputGradient()) {
      boolean overAllRows = statistics == Statistics.GLOBAL && !moments.areConstant();
      inputGradient(
          step, moments, overAllRows ? GlobalGradientMeans.of(step) : sums.means(moments));
    }
  }

  /** gamma · scale · ∂output: the statistics are constants. */
  private static void frozenInputGradient(Step step, double[] scale) {
    double[] factor = step.parameter(GAMMA).toDoubles();
    for (int c = 0; c < factor.length; c++) {
      factor[c] *= scale[c];
    }
    Channels.of(step.input())
        .scale(step.outputGradient(), factor, new double[factor.length], step.inputGradient());
  }

  private static void addStatistics(Step step, Moments moments) {
    double count = moments.count();
    double correction = moments.areConstant() ? 1 : count / (count - 1);
    add(moments.mean(), step.networkRows(), step.gradient(RUNNING_MEAN));
    add(moments.variance(), step.networkRows() * correction, step.gradient(RUNNING_VARIANCE));
  }

  private static void add(double[] values, double factor, Tensor gradient) {
    double[] sum = gradient.toDoubles();
    for (int c = 0; c < sum.length; c++) {
      sum[c] += factor * values[c];
    }
    gradient.write(0, sum.length, sum);
  }

  /**
   * gamma · scale · (∂output − mean of ∂output − normalised input · mean of ∂output · normalised
   * input), since the statistics depend on every number; without the means where they are
   * constants.
   */
  private void inputGradient(Step step, Moments moments, GradientSums means) {
    double[] scale = moments.scales(epsilon);
    double[] gamma = step.parameter(GAMMA).toDoubles();
    double[] ofGradient = new double[gamma.length];
    double[] ofInput = new double[gamma.length];
    double[] offset = new double[gamma.length];
    for (int c = 0; c < gamma.length; c++) {
      ofGradient[c] = gamma[c] * scale[c];
      ofInput[c] = -ofGradient[c] * scale[c] * means.products()[c];
      offset[c] = -ofGradient[c] * means.gradients()[c] - ofInput[c] * moments.mean()[c];
    }
    Channels.of(step.input())
        .combine(
            step.input(), ofInput, step.outputGradient(), ofGradient, offset, step.inputGradient());
  }
}
