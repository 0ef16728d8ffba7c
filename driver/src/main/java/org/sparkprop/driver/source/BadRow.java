package org.sparkprop.driver.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * A row that cannot be used. Tasks hand it to the driver as a result like any other: a task that
 * fails is tried again, and this one would fail again. {@link Source#explain} finds its line.
 *
 * @param source the key of its source in the configuration
 * @param file the row's file, or empty
 * @param column the column at fault, or empty for the row as a whole
 * @param text what stands there
 * @param message what was expected and what was found, with the column's name
 */
public record BadRow(String source, String file, String column, String text, String message)
    implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of the source that is split into parts. */
  public BadRow(String file, String column, String text, String message) {
    this("data.source", file, column, text, message);
  }

  /** The same row of another source. */
  public BadRow of(String key) {
    return new BadRow(key, file, column, text, message);
  }

  public byte[] encode() {
    try {
      return JSON.writeValueAsBytes(
          JSON.createObjectNode()
              .put("source", source)
              .put("file", file)
              .put("column", column)
              .put("text", text)
              .put("message", message));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a bad row's description", e);
    }
  }

  public static BadRow decode(byte[] encoded) {
    try {
      JsonNode tree = JSON.readTree(encoded);
      return new BadRow(
          tree.get("source").textValue(),
          tree.get("file").textValue(),
          tree.get("column").textValue(),
          tree.get("text").textValue(),
          tree.get("message").textValue());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a bad row's description", e);
    }
  }
}
