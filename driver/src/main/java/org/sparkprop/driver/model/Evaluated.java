package org.sparkprop.driver.model;

import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.driver.source.RejectedRows;

/**
 * What an evaluation found.
 *
 * @param evaluation of the rows that can be used
 * @param rejected the others
 */
public record Evaluated(Evaluation evaluation, RejectedRows rejected) {}
