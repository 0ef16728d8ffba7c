package org.sparkprop.common.layer;

import static org.sparkprop.common.vector.Products.Form.PLAIN;
import static org.sparkprop.common.vector.Products.Form.TRANSPOSED;

import java.util.Arrays;
import org.sparkprop.common.vector.Matrix;
import org.sparkprop.common.vector.Products;
import org.sparkprop.common.vector.Tensor;

/**
 * A {@link Convolution} as matrix products over {@link Patches}, row by row and group by group:
 * output = weight · patches, ∂weight = ∂output · patchesᵀ, ∂patches = weightᵀ · ∂output.
 */
final class ProductConvolution {
  private static final String PATCHES = "patches";
  private static final String ONES = "ones";

  private ProductConvolution() {}

  /** Overwrites {@code output}, [rows, filters, …]. */
  static void forward(Convolution convolution, Step step, Tensor output) {
    Views views = new Views(convolution, step);
    for (int row = 0; row < step.rows(); row++) {
      views.readRow(row);
      for (int group = 0; group < convolution.groups(); group++) {
        views.gather(group);
        Matrix sum = views.outputs(output, row, group);
        if (convolution.useBias()) {
          Matrix bias = views.bias(step.parameter(Convolution.BIAS), group);
          Products.multiply(bias, PLAIN, views.ones, PLAIN, sum, 0);
        }
        Matrix weight = views.weight(step.parameter(Convolution.WEIGHT), group);
        Products.multiply(weight, PLAIN, views.patches, PLAIN, sum, convolution.useBias() ? 1 : 0);
      }
    }
  }

  /** Adds to the gradients, where the layer learns, and overwrites the input's, where wanted. */
  static void backward(Convolution convolution, Step step) {
    Views views = new Views(convolution, step);
    for (int row = 0; row < step.rows(); row++) {
      if (step.learns()) {
        addGradients(convolution, step, views, row);
      }
      if (step.needsInputGradient()) {
        inputGradient(convolution, step, views, row);
      }
    }
  }

  private static void addGradients(Convolution convolution, Step step, Views views, int row) {
    views.readRow(row);
    for (int group = 0; group < convolution.groups(); group++) {
      views.gather(group);
      Matrix gradient = views.outputs(step.outputGradient(), row, group);
      Matrix weight = views.weight(step.gradient(Convolution.WEIGHT), group);
      Products.multiply(gradient, PLAIN, views.patches, TRANSPOSED, weight, 1);
      if (convolution.useBias()) {
        Matrix bias = views.bias(step.gradient(Convolution.BIAS), group);
        Products.multiply(gradient, PLAIN, views.ones, TRANSPOSED, bias, 1);
      }
    }
  }

  private static void inputGradient(Convolution convolution, Step step, Views views, int row) {
    Arrays.fill(views.image, 0);
    for (int group = 0; group < convolution.groups(); group++) {
      Matrix gradient = views.outputs(step.outputGradient(), row, group);
      Matrix weight = views.weight(step.parameter(Convolution.WEIGHT), group);
      Products.multiply(weight, TRANSPOSED, gradient, PLAIN, views.patches, 0);
      views.scatter(group);
    }
    step.inputGradient().write(row * views.image.length, views.image.length, views.image);
  }

  /** The parts of tensors that a row and a group touch. */
  private static final class Views {
    private final Patches layout;
    private final Tensor input;
    private final double[] image;
    private final double[] seen;
    private final Matrix patches;
    private final Matrix ones;
    private final int filters;
    private final int rowSize;

    Views(Convolution convolution, Step step) {
      this.layout = convolution.patches();
      this.input = step.input();
      this.image = new double[input.columns()];
      this.seen = new double[layout.terms() * layout.places()];
      this.patches = Matrix.of(step.buffer(PATCHES, new Shape(layout.terms(), layout.places())));
      this.ones = Matrix.of(step.buffer(ONES, new Shape(1, layout.places())));
      this.filters = convolution.groupFilters();
      this.rowSize = convolution.outputSize();
      ones.tensor().fill(1);
    }

    void readRow(int row) {
      input.read(row * image.length, image.length, image);
    }

    void gather(int group) {
      layout.gather(image, group * layout.imageSize(), seen);
      patches.tensor().write(0, seen.length, seen);
    }

    void scatter(int group) {
      patches.tensor().read(0, seen.length, seen);
      layout.scatter(seen, image, group * layout.imageSize());
    }

    /** Of a tensor like the output: the group's filters × places. */
    Matrix outputs(Tensor tensor, int row, int group) {
      int offset = row * rowSize + group * filters * layout.places();
      return new Matrix(tensor, offset, filters, layout.places());
    }

    Matrix weight(Tensor tensor, int group) {
      return new Matrix(tensor, group * filters * layout.terms(), filters, layout.terms());
    }

    Matrix bias(Tensor tensor, int group) {
      return new Matrix(tensor, group * filters, filters, 1);
    }
  }
}
