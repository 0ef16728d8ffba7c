package org.sparkprop.common.update;

/** Functions to minimise. */
enum Functions {
  /** Σ k (w_k − k)², k from 1: minimum 0 at 1, 2, 3 … */
  PARABOLA {
    @Override
    double loss(double[] w) {
      double loss = 0;
      for (int i = 0; i < w.length; i++) {
        loss += (i + 1) * (w[i] - i - 1) * (w[i] - i - 1);
      }
      return loss;
    }

    @Override
    double[] gradient(double[] w) {
      double[] g = new double[w.length];
      for (int i = 0; i < w.length; i++) {
        g[i] = 2 * (i + 1) * (w[i] - i - 1);
      }
      return g;
    }
  },
  /** Σ 100 (w_{k+1} − w_k²)² + (1 − w_k)²: minimum 0 at 1, 1, 1 … */
  ROSENBROCK {
    @Override
    double loss(double[] w) {
      double loss = 0;
      for (int i = 0; i < w.length - 1; i++) {
        double bend = w[i + 1] - w[i] * w[i];
        loss += 100 * bend * bend + (1 - w[i]) * (1 - w[i]);
      }
      return loss;
    }

    @Override
    double[] gradient(double[] w) {
      double[] g = new double[w.length];
      for (int i = 0; i < w.length - 1; i++) {
        double bend = w[i + 1] - w[i] * w[i];
        g[i] += -400 * w[i] * bend - 2 * (1 - w[i]);
        g[i + 1] += 200 * bend;
      }
      return g;
    }
  };

  abstract double loss(double[] w);

  abstract double[] gradient(double[] w);
}
