package org.sparkprop.common.model;

/**
 * What a safetensors header says of one tensor, checked: its place is as long as its shape and type
 * ask for.
 *
 * @param count the product of the shape
 * @param start first byte of its numbers, after the header
 * @param end the byte after its last
 */
record TensorEntry(String name, TensorType type, int[] shape, int count, long start, long end) {}
