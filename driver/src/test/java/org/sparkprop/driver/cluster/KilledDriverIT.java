package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver that is killed by {@code kill -9} at random moments while it writes a checkpoint after
 * every round that it can, and goes on each time: in the end the weights are those of a run that
 * was left alone, and the metrics tell of every round once. It begins in local mode with one to
 * three tasks at once, and ends on a cluster of two executors. {@code -Dsparkprop.kills=50} kills
 * it 50 times, {@code -Dsparkprop.kill-seed} repeats the moments.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class KilledDriverIT {
  private static final int KILLS = Integer.getInteger("sparkprop.kills", 3);
  private static final long SEED = Long.getLong("sparkprop.kill-seed", 20_261_125);
  private static final int MOST_MILLIS = 700;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private List<String> digits(String name, String... options) {
    List<String> command =
        Processes.trainDigits(
            folder.resolve(name),
            "--set",
            "training.epochs=" + 12 * KILLS,
            "--set",
            "training.checkpoints.every-rounds=1");
    command.addAll(List.of(options));
    return command;
  }

  /** Lets a process come to its first epoch's end and a little further, and kills it. */
  private String killed(List<String> command, int millis) throws Exception {
    Processes.Ended ended =
        Processes.watch(
            command,
            (process, line) -> {
              if (line.startsWith("epoch ")) {
                endIn(process, millis);
              }
            });
    assertEquals(128 + 9, ended.status(), () -> "it had ended by itself: " + ended.text());
    return ended.text();
  }

  private static void endIn(Process process, int millis) {
    try {
      process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Of the process itself: what it has said can still be read.
    process.toHandle().destroyForcibly();
  }

  @Test
  void everyResumptionWorksAndTheWeightsAreThoseOfAnUndisturbedRun() throws Exception {
    Processes.run(digits("alone", "--master", "local[2]"), line -> {});
    SplittableRandom random = new SplittableRandom(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      String[] where = {"--master", "local[" + (1 + kill % 3) + "]", "--resume"};
      List<String> command = digits("killed", where);
      if (kill == 0) {
        command.remove("--resume");
      }
      String text = killed(command, random.nextInt(MOST_MILLIS));
      assertEquals(kill > 0, text.contains("goes on after round"), "seed " + SEED + ": " + text);
    }
    String last;
    try (Cluster cluster = new Cluster(folder.resolve("cluster"), 2)) {
      List<String> command = digits("killed", "--resume");
      command.addAll(cluster.options());
      last = Processes.run(command, line -> {});
    }
    assertTrue(last.contains("goes on after round"), last);
    assertEquals(
        Processes.sha256OfWeights(folder.resolve("alone")),
        Processes.sha256OfWeights(folder.resolve("killed")),
        "seed " + SEED);
    List<Long> rounds = rounds(folder.resolve("killed"));
    assertEquals(LongStream.rangeClosed(1, rounds.size()).boxed().toList(), rounds);
    assertEquals(rounds(folder.resolve("alone")), rounds);
  }

  private static List<Long> rounds(Path run) throws IOException {
    List<Long> rounds = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode event = JSON.readTree(line);
      if (event.get("event").asText().equals("round")) {
        rounds.add(event.get("round").asLong());
      }
    }
    return rounds;
  }
}
