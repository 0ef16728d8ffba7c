package org.sparkprop.common.model;

import org.sparkprop.common.vector.FlatVector;

/**
 * A tensor in a file.
 *
 * @param shape its dimensions; none for a single number. Owned by the record
 * @param values row-major, as many as the shape says
 */
public record NamedTensor(String name, int[] shape, FlatVector values) {}
