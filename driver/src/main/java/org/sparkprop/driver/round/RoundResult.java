package org.sparkprop.driver.round;

import org.sparkprop.common.gradient.GradientSum;

/**
 * What a round gives.
 *
 * @param sum over all shards; owned by the receiver
 * @param seconds from the weights to the sum
 * @param computeSeconds the longest that a task spent on forward and backward passes
 */
public record RoundResult(GradientSum sum, double seconds, double computeSeconds) {}
