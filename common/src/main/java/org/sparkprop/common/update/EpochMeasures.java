package org.sparkprop.common.update;

import java.util.Map;
import org.sparkprop.common.vector.FlatVector;

/**
 * What an epoch's end shows to the links.
 *
 * @param measures by the names that the run's metrics give them: {@code train-loss}, {@code
 *     validation-loss}, {@code validation-accuracy} …
 * @param evaluated the weights that were measured; read only
 */
public record EpochMeasures(long epoch, Map<String, Double> measures, FlatVector evaluated) {}
