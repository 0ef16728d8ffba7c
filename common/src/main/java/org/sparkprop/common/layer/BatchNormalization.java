package org.sparkprop.common.layer;

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
 * <p><b>In training</b> mean and variance (of the population) are those of the rows that go through
 * together: a micro-batch of a shard's slice, and so the whole slice wherever it is no longer than
 * a micro-batch (a longer one is cut into equal parts). Shards know nothing of one another's rows
 * within a round; so the statistics are those of batch size / shards rows, fewer than the batch
 * has, as with one process a device elsewhere (and as Hoffer, Hubara and Soudry 2017 recommend for
 * large batches). They depend on the shards, which belong to the run, and not on the cluster. Rows
 * count once each, whatever their weight. Where there is a single number a channel, which has no
 * variance, the running averages stand in as constants.
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
public record BatchNormalization(@Default("0.1") double momentum, @Default("1e-5") double epsilon)
    implements Layer {
  private static final String GAMMA = "gamma";
  private static final String BETA = "beta";
  private static final String RUNNING_MEAN = "running-mean";
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
    return 2L * input.dimensions()[0];
  }

  private static boolean hasOwnStatistics(Step step) {
    return step.training() && step.learns() && Channels.of(step.input()).count() > 1;
  }

  private static Tensor mean(Step step) {
    return hasOwnStatistics(step)
        ? step.buffer(MEAN, new Shape(step.parameter(GAMMA).shape()))
        : step.parameter(RUNNING_MEAN);
  }

  private static Tensor variance(Step step) {
    return hasOwnStatistics(step)
        ? step.buffer(VARIANCE, new Shape(step.parameter(GAMMA).shape()))
        : step.parameter(RUNNING_VARIANCE);
  }

  /** 1 / √(variance + epsilon) of each channel. */
  private double[] scales(Step step) {
    double[] scales = variance(step).toDoubles();
    for (int c = 0; c < scales.length; c++) {
      scales[c] = 1 / Math.sqrt(scales[c] + epsilon);
    }
    return scales;
  }

  @Override
  public void forward(Step step) {
    if (hasOwnStatistics(step)) {
      measure(step);
    }
    double[] mean = mean(step).toDoubles();
    double[] factor = scales(step);
    double[] gamma = step.parameter(GAMMA).toDoubles();
    double[] offset = step.parameter(BETA).toDoubles();
    for (int c = 0; c < factor.length; c++) {
      factor[c] *= gamma[c];
      offset[c] -= factor[c] * mean[c];
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
    mean(step).write(0, mean.length, mean);
    variance(step).write(0, variance.length, variance);
  }

  private static void divide(double[] sums, int count) {
    for (int c = 0; c < sums.length; c++) {
      sums[c] /= count;
    }
  }

  @Override
  public void backward(Step step) {
    Channels channels = Channels.of(step.input());
    double[] mean = mean(step).toDoubles();
    double[] scale = scales(step);
    if (!step.learns()) {
      frozenInputGradient(step, scale);
      return;
    }
    double[] products = channels.products(step.input(), mean, step.outputGradient());
    double[] sums = channels.sums(step.outputGradient());
    for (int c = 0; c < products.length; c++) {
      products[c] *= scale[c];
    }
    add(products, 1, step.gradient(GAMMA));
    add(sums, 1, step.gradient(BETA));
    addStatistics(step, mean, channels.count());
    if (step.needsInputGradient()) {
      inputGradient(step, mean, scale, products, sums);
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

  private static void addStatistics(Step step, double[] mean, double count) {
    double correction = hasOwnStatistics(step) ? count / (count - 1) : 1;
    double[] variance = variance(step).toDoubles();
    add(mean, step.rows(), step.gradient(RUNNING_MEAN));
    add(variance, step.rows() * correction, step.gradient(RUNNING_VARIANCE));
  }

  private static void add(double[] values, double factor, Tensor gradient) {
    double[] sum = gradient.toDoubles();
    for (int c = 0; c < sum.length; c++) {
      sum[c] += factor * values[c];
    }
    gradient.write(0, sum.length, sum);
  }

  /**
   * gamma · scale · (∂output − (Σ ∂output + normalised input · Σ ∂output · normalised input) /
   * count), since the statistics depend on every number; without the sums where they are constants.
   */
  private static void inputGradient(
      Step step, double[] mean, double[] scale, double[] products, double[] sums) {
    Channels channels = Channels.of(step.input());
    double[] gamma = step.parameter(GAMMA).toDoubles();
    double share = hasOwnStatistics(step) ? 1.0 / channels.count() : 0;
    double[] ofGradient = new double[gamma.length];
    double[] ofInput = new double[gamma.length];
    double[] offset = new double[gamma.length];
    for (int c = 0; c < gamma.length; c++) {
      ofGradient[c] = gamma[c] * scale[c];
      ofInput[c] = -ofGradient[c] * scale[c] * products[c] * share;
      offset[c] = -ofGradient[c] * sums[c] * share - ofInput[c] * mean[c];
    }
    channels.combine(
        step.input(), ofInput, step.outputGradient(), ofGradient, offset, step.inputGradient());
  }
}
