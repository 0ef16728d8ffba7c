package org.sparkprop.common.network;

import org.sparkprop.common.vector.Tensor;

/**
 * The part of a workspace that a caller fills before a pass: some rows, their targets and weights.
 * Belongs to the workspace and is overwritten by the next micro-batch.
 *
 * @param rows how many rows
 * @param input [rows, input shape], to be overwritten
 * @param target the start of it, rows × target width, to be overwritten for training
 * @param weight the start of it, one a row, to be overwritten for training
 * @param mixed where rows are mixed, the targets of the others
 */
public record MicroBatch(
    int rows, Tensor input, double[] target, double[] weight, MixedTargets mixed) {}
