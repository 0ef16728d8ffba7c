package org.sparkprop.common.row;

/** A column that goes into the network. */
public record FeatureColumn(String name, ColumnKind kind) {}
