package org.sparkprop.common.loss;

/**
 * A micro-batch as losses see it, row after row. The arrays may be longer than the rows need and
 * belong to the workspace.
 *
 * @param rows how many rows
 * @param outputs how many numbers the last layer gives for a row
 * @param output the last layer's output, rows × outputs; read only
 * @param target rows × {@link Loss#targetWidth}; read only
 * @param weight the rows' weights; read only
 * @param gradient overwritten, rows × outputs
 */
public record LossBatch(
    int rows, int outputs, double[] output, double[] target, double[] weight, double[] gradient) {}
