package org.sparkprop.common.initializer;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.random.RandomStream;

/**
 * A random matrix with orthonormal columns, or rows where there are fewer of these, times {@code
 * gain} (Saxe, McClelland and Ganguli 2014, Exact solutions to the nonlinear dynamics of learning
 * in deep linear neural networks). A block with more than two dimensions counts as a matrix of its
 * first dimension times the others.
 *
 * <p>The vectors are drawn normal and made orthonormal one after another by the modified
 * Gram-Schmidt process, run twice over each (Giraud, Langou and Rozložník 2005: twice is enough).
 * It is a QR factorisation with a positive diagonal, so every orthonormal set is equally likely
 * (Mezzadri 2007, theorem 1).
 */
public record Orthogonal(@Default("1") double gain) implements Initializer {
  public Orthogonal {
    Require.positive("gain", gain);
  }

  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    int columns = count / rows;
    double[][] vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
    double[] values = new double[count];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double value = rows < columns ? vectors[row][column] : vectors[column][row];
        values[row * columns + column] = gain * value;
      }
    }
    return values;
  }

  private static double[][] orthonormal(int vectors, int length, RandomStream random) {
    double[][] basis = new double[vectors][];
    for (int i = 0; i < vectors; i++) {
      double[] vector = Distributions.normal(length, 1, random);
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          subtract(vector, basis[j], dot(vector, basis[j]));
        }
        double size = Math.sqrt(dot(vector, vector));
        for (int k = 0; k < length; k++) {
          vector[k] /= size;
        }
      }
      basis[i] = vector;
    }
    return basis;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void subtract(double[] vector, double[] direction, double amount) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] -= amount * direction[i];
    }
  }
}
