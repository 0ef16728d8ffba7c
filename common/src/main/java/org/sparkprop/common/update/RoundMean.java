package org.sparkprop.common.update;

import org.sparkprop.common.vector.FlatVector;

/**
 * What a round found.
 *
 * @param gradient the mean gradient; given away: the update overwrites it
 * @param loss the mean loss
 * @param weight Σ weights of the rows over which both are means
 */
public record RoundMean(FlatVector gradient, double loss, double weight) {}
