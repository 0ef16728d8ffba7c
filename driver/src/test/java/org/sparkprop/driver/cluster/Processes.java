package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.sparkprop.driver.Examples;

/** The scripts as users call them. */
public final class Processes {
  /** A network for the digits whose vectors are longer than a message, as an override. */
  static final String WIDE_LAYERS =
      "network.layers=[{dense: {units: 1200, activation: relu}}, {dense: {units: 10}}]";

  private Processes() {}

  public static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .directory(Examples.repository().toFile())
        .redirectErrorStream(true)
        .start();
  }

  /**
   * How a command has ended.
   *
   * @param status its exit status
   * @param text all that it has said
   */
  record Ended(int status, String text) {}

  /** Runs a command that has to succeed, showing its lines to {@code watcher} as they come. */
  public static String run(List<String> command, Consumer<String> watcher)
      throws IOException, InterruptedException {
    Ended ended = watch(command, (process, line) -> watcher.accept(line));
    assertEquals(0, ended.status, ended::text);
    return ended.text;
  }

  /** Runs a command, showing its process and its lines to {@code watcher} as they come. */
  static Ended watch(List<String> command, BiConsumer<Process, String> watcher)
      throws IOException, InterruptedException {
    Process process = start(command);
    try {
      StringBuilder text = new StringBuilder();
      BufferedReader lines = process.inputReader();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        text.append(line).append('\n');
        watcher.accept(process, line);
      }
      assertTrue(process.waitFor(1, TimeUnit.MINUTES), text::toString);
      return new Ended(process.exitValue(), text.toString());
    } finally {
      process.destroyForcibly();
    }
  }

  static String run(String... command) throws IOException, InterruptedException {
    return run(List.of(command), line -> {});
  }

  /** The command that trains the digits example into {@code output}. */
  public static List<String> trainDigits(Path output, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of("scripts/sparkprop", "train", "scripts/examples/digits/digits.yaml"));
    command.addAll(List.of("--set", "output=" + output));
    command.addAll(List.of(options));
    return command;
  }

  /** Of the weights that a run has left. */
  public static String sha256OfWeights(Path output) throws IOException, GeneralSecurityException {
    byte[] weights = Files.readAllBytes(output.resolve("model/weights.safetensors"));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
  }

  /** Sends a signal, such as {@code STOP}, to a process that the tests have started. */
  public static void signal(ProcessHandle process, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling", e);
    }
  }
}
