package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.vector.Planes;
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

  /** Numbers a channel in this micro-batch. */
  private static int count(Step step) {
    return step.input().length() / channels(step);
  }

  private static int channels(Step step) {
    return step.parameter(GAMMA).length();
  }

  private static boolean hasOwnStatistics(Step step) {
    return step.training() && count(step) > 1;
  }

  private static Tensor mean(Step step) {
    return hasOwnStatistics(step)
        ? step.buffer(MEAN, new Shape(channels(step)))
        : step.parameter(RUNNING_MEAN);
  }

  private static Tensor variance(Step step) {
    return hasOwnStatistics(step)
        ? step.buffer(VARIANCE, new Shape(channels(step)))
        : step.parameter(RUNNING_VARIANCE);
  }

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
    double[] scale = scales(step);
    double[] gamma = step.parameter(GAMMA).toDoubles();
    double[] beta = step.parameter(BETA).toDoubles();
    int channels = channels(step);
    int size = step.input().columns() / channels;
    Planes.forEach(
        step.rows(),
        new Tensor[] {step.input()},
        new Tensor[] {step.output()},
        (read, written, first, count) -> {
          for (int plane = 0; plane < count * channels; plane++) {
            int c = plane % channels;
            double factor = scale[c] * gamma[c];
            for (int i = plane * size; i < (plane + 1) * size; i++) {
              written[0][i] = (read[0][i] - mean[c]) * factor + beta[c];
            }
          }
        });
  }

  /** Leaves mean and variance of each channel in their buffers. */
  private static void measure(Step step) {
    int channels = channels(step);
    int size = step.input().columns() / channels;
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    Tensor[] input = {step.input()};
    Planes.forEach(
        step.rows(),
        input,
        new Tensor[0],
        (read, written, first, count) -> {
          for (int plane = 0; plane < count * channels; plane++) {
            mean[plane % channels] += Moments.sum(read[0], plane * size, size);
          }
        });
    divide(mean, count(step));
    Planes.forEach(
        step.rows(),
        input,
        new Tensor[0],
        (read, written, first, count) -> {
          for (int plane = 0; plane < count * channels; plane++) {
            int c = plane % channels;
            variance[c] += Moments.squares(read[0], plane * size, size, mean[c]);
          }
        });
    divide(variance, count(step));
    mean(step).write(0, channels, mean);
    variance(step).write(0, channels, variance);
  }

  private static void divide(double[] sums, int count) {
    for (int c = 0; c < sums.length; c++) {
      sums[c] /= count;
    }
  }

  @Override
  public void backward(Step step) {
    double[] products = new double[channels(step)];
    double[] sums = new double[channels(step)];
    sum(step, products, sums);
    add(products, 1, step.gradient(GAMMA));
    add(sums, 1, step.gradient(BETA));
    double count = count(step);
    add(mean(step).toDoubles(), step.rows(), step.gradient(RUNNING_MEAN));
    double correction = hasOwnStatistics(step) ? count / (count - 1) : 1;
    double[] variance = variance(step).toDoubles();
    add(variance, step.rows() * correction, step.gradient(RUNNING_VARIANCE));
    if (step.needsInputGradient()) {
      inputGradient(step, products, sums);
    }
  }

  private static void add(double[] values, double factor, Tensor gradient) {
    double[] sum = gradient.toDoubles();
    for (int c = 0; c < sum.length; c++) {
      sum[c] += factor * values[c];
    }
    gradient.write(0, sum.length, sum);
  }

  /** Adds up the gradient, times the normalised input and by itself, for each channel. */
  private void sum(Step step, double[] products, double[] sums) {
    double[] mean = mean(step).toDoubles();
    double[] scale = scales(step);
    int channels = channels(step);
    int size = step.input().columns() / channels;
    Planes.forEach(
        step.rows(),
        new Tensor[] {step.input(), step.outputGradient()},
        new Tensor[0],
        (read, written, first, count) -> {
          for (int plane = 0; plane < count * channels; plane++) {
            int c = plane % channels;
            double product = 0;
            for (int i = plane * size; i < (plane + 1) * size; i++) {
              product += (read[0][i] - mean[c]) * read[1][i];
            }
            products[c] += product * scale[c];
            sums[c] += Moments.sum(read[1], plane * size, size);
          }
        });
  }

  /** The statistics depend on every row, so every row's gradient goes into each one's. */
  private void inputGradient(Step step, double[] products, double[] sums) {
    double[] mean = mean(step).toDoubles();
    double[] scale = scales(step);
    double[] gamma = step.parameter(GAMMA).toDoubles();
    double share = hasOwnStatistics(step) ? 1.0 / count(step) : 0;
    int channels = channels(step);
    int size = step.input().columns() / channels;
    Planes.forEach(
        step.rows(),
        new Tensor[] {step.input(), step.outputGradient()},
        new Tensor[] {step.inputGradient()},
        (read, written, first, count) -> {
          for (int plane = 0; plane < count * channels; plane++) {
            int c = plane % channels;
            double factor = scale[c] * gamma[c];
            double slope = scale[c] * products[c] * share;
            double offset = sums[c] * share;
            for (int i = plane * size; i < (plane + 1) * size; i++) {
              double spread = (read[0][i] - mean[c]) * slope + offset;
              written[0][i] = factor * (read[1][i] - spread);
            }
          }
        });
  }
}
