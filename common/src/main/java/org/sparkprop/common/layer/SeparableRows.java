package org.sparkprop.common.layer;

/**
 * A layer with parameters that gives each row's gradient apart, for all rows of a micro-batch at
 * once. Others are asked row by row, which is slower.
 */
public interface SeparableRows extends Layer {
  /** Takes what a row adds to a parameter's gradient. */
  @FunctionalInterface
  interface RowGradients {
    /**
     * Takes the gradient of one row.
     *
     * @param row of the micro-batch, from 0
     * @param gradient of the parameter, flat; the giver's own again when this returns
     */
    void put(String parameter, int row, double[] gradient);
  }

  /**
   * Like {@link Layer#backward}, but each row's parameter gradients go to {@code gradients} and
   * {@link Step#gradient} stays as it is. Every parameter of every row is put once.
   */
  void backwardByRow(Step step, RowGradients gradients);
}
