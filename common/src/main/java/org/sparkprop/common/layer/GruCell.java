package org.sparkprop.common.layer;

import org.sparkprop.common.activation.RationalForms;

/**
 * With r and z the sigmoids of their sums, x and q the third sums over inputs and over the last
 * outputs: n = tanh(x + r q), output n + z (h′ − n). Kept are r, z, n and q.
 */
final class GruCell implements RecurrentCell {
  private static final int GATES = 3;
  private static final int KEPT = 4;

  @Override
  public int gates() {
    return GATES;
  }

  @Override
  public int kept() {
    return KEPT;
  }

  @Override
  public boolean hasState() {
    return false;
  }

  @Override
  public boolean separatesSums() {
    return true;
  }

  @Override
  public void forward(CellBlock block) {
    block.inputSums.add(block.bias, GATES * block.count());
    block.outputSums.add(block.recurrentBias, GATES * block.count());
    block.gather(block.outputSums, 0, block.gates, 0);
    block.gather(block.outputSums, 1, block.gates, 1);
    block.gather(block.outputSums, 2, block.kept, 3);
    for (int gate = 0; gate < GATES; gate++) {
      block.gather(block.inputSums, gate, block.kept, gate);
    }
    block.kept.add(block.gates, 2 * block.count());
    if (block.kept.floats != null) {
      forward(
          block.kept.floats,
          block.before.floats,
          block.gates.floats,
          block.output.floats,
          block.count());
    } else {
      forward(block.kept.doubles, block.before.doubles, block.output.doubles, block.count());
    }
  }

  private static void forward(float[] kept, float[] before, float[] n, float[] h, int count) {
    for (int k = 0; k < 2 * count; k++) {
      kept[k] = RationalForms.sigmoid(kept[k]);
    }
    for (int k = 0; k < count; k++) {
      n[k] = RationalForms.tanh(kept[2 * count + k] + kept[k] * kept[3 * count + k]);
    }
    System.arraycopy(n, 0, kept, 2 * count, count);
    for (int k = 0; k < count; k++) {
      h[k] = n[k] + kept[count + k] * (before[k] - n[k]);
    }
  }

  private static void forward(double[] kept, double[] before, double[] h, int count) {
    for (int k = 0; k < 2 * count; k++) {
      kept[k] = 1 / (1 + Math.exp(-kept[k]));
    }
    for (int k = 0; k < count; k++) {
      double n = Math.tanh(kept[2 * count + k] + kept[k] * kept[3 * count + k]);
      kept[2 * count + k] = n;
      h[k] = n + kept[count + k] * (before[k] - n);
    }
  }

  @Override
  public void backward(CellBlock block) {
    if (block.kept.floats != null) {
      backward(
          block.kept.floats,
          block.before.floats,
          block.outputGradient.floats,
          block.gates.floats,
          block.gradientBefore.floats,
          block.count());
    } else {
      backward(
          block.kept.doubles,
          block.before.doubles,
          block.outputGradient.doubles,
          block.gates.doubles,
          block.gradientBefore.doubles,
          block.count());
    }
    for (int gate = 0; gate < GATES; gate++) {
      block.scatter(block.gates, gate, block.inputSums, gate);
    }
    block.scatter(block.gates, 0, block.outputSums, 0);
    block.scatter(block.gates, 1, block.outputSums, 1);
    block.scatter(block.gates, 3, block.outputSums, 2);
  }

  /** Into {@code d} the gradients of the sums of r and z, of x and of q. */
  private static void backward(
      float[] kept, float[] before, float[] dh, float[] d, float[] dBefore, int count) {
    int z = count;
    int n = 2 * count;
    int q = 3 * count;
    for (int k = 0; k < count; k++) {
      // Of the sum in the hyperbolic tangent, for the time being where it is needed next.
      dBefore[k] = dh[k] * (1 - kept[z + k]) * (1 - kept[n + k]) * (1 + kept[n + k]);
    }
    System.arraycopy(dBefore, 0, d, n, count);
    for (int k = 0; k < count; k++) {
      d[k] = dBefore[k] * kept[q + k] * kept[k] * (1 - kept[k]);
    }
    for (int k = 0; k < count; k++) {
      d[z + k] = dh[k] * (before[k] - kept[n + k]) * kept[z + k] * (1 - kept[z + k]);
    }
    for (int k = 0; k < count; k++) {
      d[q + k] = dBefore[k] * kept[k];
    }
    for (int k = 0; k < count; k++) {
      dBefore[k] = dh[k] * kept[z + k];
    }
  }

  private static void backward(
      double[] kept, double[] before, double[] dh, double[] d, double[] dBefore, int count) {
    int z = count;
    int n = 2 * count;
    int q = 3 * count;
    for (int k = 0; k < count; k++) {
      double sum = dh[k] * (1 - kept[z + k]) * (1 - kept[n + k]) * (1 + kept[n + k]);
      d[n + k] = sum;
      d[k] = sum * kept[q + k] * kept[k] * (1 - kept[k]);
      d[z + k] = dh[k] * (before[k] - kept[n + k]) * kept[z + k] * (1 - kept[z + k]);
      d[q + k] = sum * kept[k];
      dBefore[k] = dh[k] * kept[z + k];
    }
  }
}
