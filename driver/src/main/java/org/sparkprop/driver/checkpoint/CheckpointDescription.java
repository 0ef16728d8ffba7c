package org.sparkprop.driver.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.ingest.DataFingerprint;

/**
 * What {@code checkpoint.json} says: everything but the vectors.
 *
 * @param precision of the vectors
 * @param numbers of the update's state, each as a text, since some may be infinite
 * @param configuration whole
 */
record CheckpointDescription(
    String format,
    int version,
    String writtenBy,
    Position position,
    Precision precision,
    Map<String, String> numbers,
    JsonNode configuration,
    DataFingerprint data) {
  static final String FORMAT = "sparkprop-checkpoint";
  static final int VERSION = 1;

  CheckpointDescription {
    Require.that(format.equals(FORMAT), "format: expected %s, got %s", FORMAT, format);
    Require.that(
        version == VERSION,
        "version: expected %d, which this program reads, got %d",
        VERSION,
        version);
    numbers.forEach((name, value) -> number(name, value));
  }

  static CheckpointDescription of(Checkpoint checkpoint) {
    RunState state = checkpoint.state();
    Map<String, String> numbers = new LinkedHashMap<>();
    state.update().numbers().forEach((name, value) -> numbers.put(name, Double.toString(value)));
    return new CheckpointDescription(
        FORMAT,
        VERSION,
        "sparkprop 0.1.0",
        state.position(),
        state.weights().precision(),
        numbers,
        checkpoint.origin().configuration(),
        checkpoint.origin().data());
  }

  /** The numbers as such. */
  Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    numbers.forEach((name, value) -> values.put(name, number(name, value)));
    return values;
  }

  private static double number(String name, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "numbers: expected a number for %s, got `%s`".formatted(name, value), e);
    }
  }
}
