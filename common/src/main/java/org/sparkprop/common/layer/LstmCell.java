package org.sparkprop.common.layer;

import org.sparkprop.common.activation.RationalForms;

/**
 * With i, f, o the sigmoids and g the hyperbolic tangent of their sums: state c = f c′ + i g,
 * output o tanh c. Kept are i, f, g and o; tanh c is computed again on the way back.
 */
final class LstmCell implements RecurrentCell {
  private static final int GATES = 4;

  @Override
  public int gates() {
    return GATES;
  }

  @Override
  public int kept() {
    return GATES;
  }

  @Override
  public boolean hasState() {
    return true;
  }

  @Override
  public boolean separatesSums() {
    return false;
  }

  @Override
  public void forward(CellBlock block) {
    block.inputSums.add(block.outputSums, block.bias, GATES * block.count());
    for (int gate = 0; gate < GATES; gate++) {
      block.gather(block.inputSums, gate, block.kept, gate);
    }
    if (block.kept.floats != null) {
      forward(
          block.kept.floats,
          block.stateBefore.floats,
          block.state.floats,
          block.output.floats,
          block.count());
    } else {
      forward(
          block.kept.doubles,
          block.stateBefore.doubles,
          block.state.doubles,
          block.output.doubles,
          block.count());
    }
  }

  private static void forward(float[] kept, float[] before, float[] c, float[] h, int count) {
    for (int k = 0; k < 2 * count; k++) {
      kept[k] = RationalForms.sigmoid(kept[k]);
    }
    for (int k = 2 * count; k < 3 * count; k++) {
      kept[k] = RationalForms.tanh(kept[k]);
    }
    for (int k = 3 * count; k < 4 * count; k++) {
      kept[k] = RationalForms.sigmoid(kept[k]);
    }
    for (int k = 0; k < count; k++) {
      c[k] = kept[count + k] * before[k] + kept[k] * kept[2 * count + k];
    }
    for (int k = 0; k < count; k++) {
      h[k] = kept[3 * count + k] * RationalForms.tanh(c[k]);
    }
  }

  private static void forward(double[] kept, double[] before, double[] c, double[] h, int count) {
    for (int k = 0; k < 4 * count; k++) {
      boolean candidate = k >= 2 * count && k < 3 * count;
      kept[k] = candidate ? Math.tanh(kept[k]) : 1 / (1 + Math.exp(-kept[k]));
    }
    for (int k = 0; k < count; k++) {
      c[k] = kept[count + k] * before[k] + kept[k] * kept[2 * count + k];
      h[k] = kept[3 * count + k] * Math.tanh(c[k]);
    }
  }

  @Override
  public void backward(CellBlock block) {
    if (block.kept.floats != null) {
      backward(
          block.kept.floats,
          block.stateBefore.floats,
          block.state.floats,
          block.outputGradient.floats,
          block.stateGradient.floats,
          block.gates.floats,
          block.count());
    } else {
      backward(
          block.kept.doubles,
          block.stateBefore.doubles,
          block.state.doubles,
          block.outputGradient.doubles,
          block.stateGradient.doubles,
          block.gates.doubles,
          block.count());
    }
    for (int gate = 0; gate < GATES; gate++) {
      block.scatter(block.gates, gate, block.inputSums, gate);
    }
    block.gradientBefore.clear(0, block.count());
  }

  /**
   * {@code dc} comes in as what the next step hands back, and goes out as what goes to the last.
   */
  private static void backward(
      float[] kept, float[] before, float[] c, float[] dh, float[] dc, float[] d, int count) {
    int f = count;
    int g = 2 * count;
    int o = 3 * count;
    for (int k = 0; k < count; k++) {
      c[k] = RationalForms.tanh(c[k]);
    }
    for (int k = 0; k < count; k++) {
      dc[k] += dh[k] * kept[o + k] * (1 - c[k]) * (1 + c[k]);
    }
    for (int k = 0; k < count; k++) {
      d[k] = dc[k] * kept[g + k] * kept[k] * (1 - kept[k]);
    }
    for (int k = 0; k < count; k++) {
      d[f + k] = dc[k] * before[k] * kept[f + k] * (1 - kept[f + k]);
    }
    for (int k = 0; k < count; k++) {
      d[g + k] = dc[k] * kept[k] * (1 - kept[g + k]) * (1 + kept[g + k]);
    }
    for (int k = 0; k < count; k++) {
      d[o + k] = dh[k] * c[k] * kept[o + k] * (1 - kept[o + k]);
    }
    for (int k = 0; k < count; k++) {
      dc[k] *= kept[f + k];
    }
  }

  private static void backward(
      double[] kept, double[] before, double[] c, double[] dh, double[] dc, double[] d, int count) {
    int f = count;
    int g = 2 * count;
    int o = 3 * count;
    for (int k = 0; k < count; k++) {
      double tanh = Math.tanh(c[k]);
      double state = dc[k] + dh[k] * kept[o + k] * (1 - tanh) * (1 + tanh);
      d[k] = state * kept[g + k] * kept[k] * (1 - kept[k]);
      d[f + k] = state * before[k] * kept[f + k] * (1 - kept[f + k]);
      d[g + k] = state * kept[k] * (1 - kept[g + k]) * (1 + kept[g + k]);
      d[o + k] = dh[k] * tanh * kept[o + k] * (1 - kept[o + k]);
      dc[k] = state * kept[f + k];
    }
  }
}
