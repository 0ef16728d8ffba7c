package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Default;

/**
 * The mean or the largest of each feature over the steps that count: [rows, steps, features] →
 * [rows, features]. A row in which no step counts gives zeros. Of equal largest ones the first has
 * the gradient.
 */
public record StepPooling(@Default("mean") Function function) implements Layer {
  /** What is made of the steps. */
  public enum Function {
    MEAN,
    MAX
  }

  @Override
  public Shape outputShape(Shape input) {
    Sequences.requireFlatSteps(input);
    return new Shape(input.dimensions()[1]);
  }

  @Override
  public boolean keepsSteps(Shape input) {
    return false;
  }

  @Override
  public void forward(Step step) {
    int[] shape = step.input().shape();
    int features = shape[2];
    double[] sequence = new double[shape[1] * features];
    double[] result = new double[features];
    for (int row = 0; row < step.rows(); row++) {
      step.input().read(row * sequence.length, sequence.length, sequence);
      double count = counted(step.mask(), row, shape[1]);
      for (int f = 0; f < features; f++) {
        if (function == Function.MAX) {
          int largest = largest(step.mask(), row, sequence, f, features);
          result[f] = largest < 0 ? 0 : sequence[largest * features + f];
        } else {
          double sum = 0;
          for (int s = 0; s < shape[1]; s++) {
            sum += step.mask().counts(row, s) ? sequence[s * features + f] : 0;
          }
          result[f] = count == 0 ? 0 : sum / count;
        }
      }
      step.output().write(row * features, features, result);
    }
  }

  @Override
  public void backward(Step step) {
    if (!step.needsInputGradient()) {
      return;
    }
    int[] shape = step.input().shape();
    int features = shape[2];
    double[] sequence = new double[shape[1] * features];
    double[] gradient = new double[features];
    for (int row = 0; row < step.rows(); row++) {
      step.input().read(row * sequence.length, sequence.length, sequence);
      step.outputGradient().read(row * features, features, gradient);
      double[] spread = new double[sequence.length];
      double count = counted(step.mask(), row, shape[1]);
      for (int f = 0; f < features; f++) {
        if (function == Function.MAX) {
          int largest = largest(step.mask(), row, sequence, f, features);
          if (largest >= 0) {
            spread[largest * features + f] = gradient[f];
          }
        } else {
          for (int s = 0; s < shape[1]; s++) {
            spread[s * features + f] = step.mask().counts(row, s) ? gradient[f] / count : 0;
          }
        }
      }
      step.inputGradient().write(row * sequence.length, sequence.length, spread);
    }
  }

  private static int counted(Mask mask, int row, int steps) {
    int count = 0;
    for (int s = 0; s < steps; s++) {
      count += mask.counts(row, s) ? 1 : 0;
    }
    return count;
  }

  /**
   * The step with a feature's largest number; −1 where none counts. Not-a-number is the largest.
   */
  private static int largest(Mask mask, int row, double[] sequence, int feature, int features) {
    int largest = -1;
    for (int s = 0; s < sequence.length / features; s++) {
      if (mask.counts(row, s)
          && (largest < 0
              || Double.compare(
                      sequence[s * features + feature], sequence[largest * features + feature])
                  > 0)) {
        largest = s;
      }
    }
    return largest;
  }
}
