package org.sparkprop.driver.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How far a run is, by its metrics as they grow. */
final class Progress {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path metrics;
  private long read;
  private int round;
  private JsonNode lastRound = JSON.createObjectNode();
  private double evaluationSeconds;
  private boolean ended;

  Progress(Path output) {
    metrics = output.resolve("metrics.jsonl");
  }

  /** Reads what has come since. */
  void look() throws IOException {
    if (!Files.exists(metrics)) {
      return;
    }
    String come;
    try (RandomAccessFile file = new RandomAccessFile(metrics.toFile(), "r")) {
      byte[] bytes = new byte[(int) (file.length() - read)];
      file.seek(read);
      file.readFully(bytes);
      come = new String(bytes, StandardCharsets.UTF_8);
    }
    int whole = come.lastIndexOf('\n') + 1;
    read += come.substring(0, whole).getBytes(StandardCharsets.UTF_8).length;
    for (String line : come.substring(0, whole).lines().toList()) {
      take(JSON.readTree(line));
    }
  }

  private void take(JsonNode line) {
    switch (line.get("event").asText()) {
      case "round" -> {
        round = line.get("round").asInt();
        lastRound = line;
      }
      case "epoch" -> evaluationSeconds = line.get("evaluation-seconds").asDouble();
      case "end" -> ended = true;
      default -> {}
    }
  }

  /** How many rounds are over. */
  int round() {
    return round;
  }

  boolean ended() {
    return ended;
  }

  /** How long after a round's end a share of a phase is over, if the next is as long as it. */
  double seconds(Fault.Phase phase, double share) {
    double out = lastRound.path("distribution-seconds").asDouble();
    double computed = lastRound.path("compute-seconds").asDouble();
    double back = lastRound.path("aggregation-seconds").asDouble();
    return switch (phase) {
      case ROWS_COME_IN -> throw new IllegalArgumentException("rows come in before round one");
      case WEIGHTS_GO_OUT -> share * out;
      case GRADIENTS_ARE_COMPUTED -> out + share * computed;
      case SUMS_COME_BACK -> out + computed + share * back;
      case EVALUATION -> share * evaluationSeconds;
    };
  }
}
