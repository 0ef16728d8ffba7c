package org.sparkprop.driver.round;

import org.sparkprop.common.gradient.GradientSum;

/**
 * What a round gives.
 *
 * @param sum over all shards; owned by the receiver
 * @param times where its time went
 */
public record RoundResult(GradientSum sum, RoundTimes times) {}
