package org.sparkprop.common.layer;

/**
 * A layer inside another.
 *
 * @param name before the names of its parameters: {@code 0} gives {@code 0.weight}
 * @param label as messages name it: {@code layer 0 (dense)}
 * @param key where it stands in the outer layer's settings: {@code layers[0]}
 */
public record NestedLayer(Layer layer, String name, String label, String key) {}
