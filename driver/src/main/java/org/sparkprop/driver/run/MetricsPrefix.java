package org.sparkprop.driver.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a metrics file that tell of a run up to a checkpoint: those before the first that is
 * of a later round, of the run's end, or torn. Where the run has gone back, round numbers come
 * again; so it counts how often it had.
 */
final class MetricsPrefix {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final long round;
  private final int rollbacks;
  private boolean isEmpty = true;

  /**
   * Up to a checkpoint.
   *
   * @param round the last that counts
   * @param rollbacks how often the run had gone back by then
   */
  MetricsPrefix(long round, int rollbacks) {
    this.round = round;
    this.rollbacks = rollbacks;
  }

  /** Copies the lines that stay. */
  void copy(InputStream from, OutputStream to) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
    int wentBack = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode event;
      try {
        event = JSON.readTree(line);
      } catch (JsonProcessingException e) {
        return;
      }
      String kind = event.path("event").asText();
      boolean isRollback = kind.equals("rollback");
      boolean isLater = kind.equals("round") && event.path("round").asLong() > round;
      if (kind.equals("end")
          || kind.isEmpty()
          || (wentBack == rollbacks && (isRollback || isLater))) {
        return;
      }
      wentBack += isRollback ? 1 : 0;
      to.write(line.getBytes(StandardCharsets.UTF_8));
      to.write('\n');
      isEmpty = false;
    }
  }

  /** Whether no line stayed. */
  boolean isEmpty() {
    return isEmpty;
  }
}
