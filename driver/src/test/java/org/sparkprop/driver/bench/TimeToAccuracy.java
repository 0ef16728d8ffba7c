package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How long a peer takes to 94.5% of MNIST's test images.
 *
 * @param batch rows of a round over both workers
 * @param epochs until it is there, 0 where it never was
 * @param seconds of them in a new process
 * @param againSeconds of as many in a process that has trained before
 * @param startSeconds from the process's start to its first round
 */
record TimeToAccuracy(
    String peer, int batch, int epochs, double seconds, double againSeconds, double startSeconds) {
  private static final double WANTED = 0.945;
  private static final int TRAININGS = 2;

  boolean reached() {
    return epochs > 0;
  }

  /** Runs a command of {@link Accuracy}'s manners {@code repetitions} times; medians of all. */
  static TimeToAccuracy of(String peer, int batch, List<Run> runs) {
    int epochs = runs.get(0).epochs();
    return new TimeToAccuracy(
        peer,
        batch,
        epochs,
        Medians.of(runs.stream().mapToDouble(r -> r.seconds(0, epochs)).toArray()),
        Medians.of(runs.stream().mapToDouble(r -> r.seconds(1, epochs)).toArray()),
        Medians.of(runs.stream().mapToDouble(Run::startSeconds).toArray()));
  }

  /**
   * One process.
   *
   * @param trainings seconds of every epoch of each
   * @param accuracies behind every epoch of the first
   */
  record Run(double startSeconds, List<double[]> trainings, double[] accuracies) {
    static Run of(List<String> command, Path log) throws IOException {
      long started = System.nanoTime();
      try (PeerProcess process = new PeerProcess(command, log)) {
        final double startSeconds = (System.nanoTime() - started) * 1e-9;
        List<double[]> trainings = new ArrayList<>();
        double[] accuracies = {};
        for (int i = 0; i < TRAININGS; i++) {
          JsonNode answer = process.answer();
          trainings.add(numbers(answer.get("seconds")));
          accuracies = i == 0 ? numbers(answer.get("accuracies")) : accuracies;
        }
        return new Run(startSeconds, trainings, accuracies);
      }
    }

    private static double[] numbers(JsonNode array) {
      return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
    }

    /** The first epoch that reached what is wanted, or 0. */
    int epochs() {
      return IntStream.range(0, accuracies.length)
          .filter(i -> accuracies[i] >= WANTED)
          .map(i -> i + 1)
          .findFirst()
          .orElse(0);
    }

    double seconds(int training, int epochs) {
      int counted = epochs == 0 ? trainings.get(training).length : epochs;
      return IntStream.range(0, counted).mapToDouble(i -> trainings.get(training)[i]).sum();
    }
  }

  static List<String> arguments(Path mnist, int batch, int epochs) {
    return List.of(
        mnist.toString(),
        Integer.toString(batch),
        Integer.toString(epochs),
        Integer.toString(TRAININGS));
  }

  List<String> row() {
    return List.of(
        peer,
        String.format(Locale.ROOT, "%,d", batch),
        reached() ? Integer.toString(epochs) : "never",
        "%.2f".formatted(seconds),
        "%.2f".formatted(againSeconds),
        "%.1f".formatted(startSeconds));
  }

  @Override
  public String toString() {
    return "%s, batch %,d: %d epochs, %.2f s, again %.2f s, start-up %.1f s"
        .formatted(peer, batch, epochs, seconds, againSeconds, startSeconds);
  }
}
