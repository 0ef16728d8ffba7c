package org.sparkprop.common.network;

import java.util.Arrays;
import org.sparkprop.common.calibration.TemperatureSlopes;
import org.sparkprop.common.loss.LossBatch;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.SparseRows;
import org.sparkprop.common.vector.Tensor;

/**
 * What a loss reads and writes for micro-batches of up to some rows: targets, the rows' weights, a
 * copy of the last layer's output, and the gradient there.
 */
final class LossMemory {
  private final Network network;
  private final double[] targets;
  private final double[] rowWeights;
  private final double[] output;
  private final double[] gradient;
  private final double[] predictions;
  private final MixedTargets mixed;
  private double temperature;

  LossMemory(Network network, int capacity) {
    this.network = network;
    this.temperature = network.temperature();
    int outputs = network.output().size();
    int width = network.loss().targetWidth(outputs);
    this.targets = new double[capacity * width];
    this.rowWeights = new double[capacity];
    this.output = new double[capacity * outputs];
    this.gradient = new double[capacity * outputs];
    this.predictions = new double[capacity * outputs];
    this.mixed = new MixedTargets(capacity, width);
  }

  /** Some rows to be filled, whose targets and weights this reads. */
  MicroBatch microBatch(int rows, Tensor input, SparseRows sparseInput) {
    return new MicroBatch(rows, input, sparseInput, targets, rowWeights, mixed);
  }

  /** Takes a micro-batch's inputs for its targets. */
  void setTargets(Tensor inputs) {
    inputs.read(0, inputs.length(), targets);
  }

  /** Takes a copy of the last layer's output. */
  void setOutput(Tensor last) {
    last.read(0, last.length(), output);
  }

  /** The first rows, whose gradient is to be written. */
  LossBatch batch(int rows) {
    return batch(rows, targets, rowWeights);
  }

  private LossBatch batch(int rows, double[] toTargets, double[] byWeights) {
    return new LossBatch(rows, network.output().size(), output, toTargets, byWeights, gradient);
  }

  /** Adds the rows' losses to the sums and leaves their gradient. */
  void accumulate(int rows, LossSums sums) {
    network.loss().accumulate(batch(rows), sums);
  }

  /** The same of rows that augmentation may have mixed with others. */
  void accumulateMixed(int rows, LossSums sums) {
    if (!mixed.take()) {
      accumulate(rows, sums);
      return;
    }
    // Each row's loss by its own target and by the other's, by their shares.
    double[] own = new double[rows];
    double[] others = new double[rows];
    for (int row = 0; row < rows; row++) {
      others[row] = rowWeights[row] * mixed.shares()[row];
      own[row] = rowWeights[row] - others[row];
    }
    network.loss().accumulate(batch(rows, targets, own), sums);
    double[] ofOwn = Arrays.copyOf(gradient, rows * network.output().size());
    network.loss().accumulate(batch(rows, mixed.targets(), others), sums);
    for (int i = 0; i < ofOwn.length; i++) {
      gradient[i] += ofOwn[i];
    }
  }

  /** Adds the rows' weights alone to the sums; of rows that were mixed with others too. */
  void addWeights(int rows, LossSums sums) {
    mixed.take();
    LossBatch batch = batch(rows);
    for (int row = 0; row < rows; row++) {
      sums.add(0, network.loss().weight(batch, row));
    }
  }

  /** Puts the gradient that the loss has left where a backward pass begins. */
  void writeGradient(Tensor into) {
    into.write(0, into.length(), gradient);
  }

  /** The outputs by the temperature, made into predictions by the loss, at the array's start. */
  double[] predictions(int rows) {
    int outputs = network.output().size();
    for (int i = 0; i < rows * outputs; i++) {
      predictions[i] = output[i] / temperature;
    }
    network.loss().predict(predictions, rows, outputs);
    return predictions;
  }

  void addTo(TemperatureSlopes slopes, int rows) {
    slopes.add(output, targets, rowWeights, rows);
  }

  void setTemperature(double of) {
    temperature = of;
  }
}
