package org.sparkprop.common.model;

import java.util.List;
import java.util.Optional;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.encoder.MissingRule;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.vector.Precision;

/**
 * What {@code model.json} says: all of a model but its numbers.
 *
 * @param format always {@code sparkprop-model}
 * @param version of the format
 * @param writtenBy the program that wrote it
 * @param name of the run
 * @param precision of the numbers
 * @param input the shape of an encoded row
 * @param missingValues the texts that mean that a cell has no value
 * @param missingRule what happens to such a cell
 * @param origin the model that training started from, if it did from one
 * @param frozen the layers that training left as they were at its start
 * @param weightsSha256 of {@code weights.safetensors}
 */
public record ModelDescription(
    String format,
    int version,
    String writtenBy,
    String name,
    Precision precision,
    List<Integer> input,
    NetworkConfiguration network,
    Encoder encoder,
    List<String> missingValues,
    MissingRule missingRule,
    Optional<Origin> origin,
    List<String> frozen,
    String weightsSha256) {
  public static final String FORMAT = "sparkprop-model";
  public static final int VERSION = 1;

  public ModelDescription {
    Require.that(format.equals(FORMAT), "format: expected %s, got `%s`", FORMAT, format);
    Require.that(
        version == VERSION,
        "version: expected %d, which this program reads, got %d",
        VERSION,
        version);
  }

  /** Lays out the network. */
  public Network layOut() {
    return new Network(new Shape(input.stream().mapToInt(Integer::intValue).toArray()), network)
        .taking(encoder.form());
  }
}
