package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.driver.Examples;

/**
 * The scripts as users call them: a real master and three real workers, and the same weights to the
 * byte with one, two and three executors as in local mode.
 */
class SameAnswerOnClusterIT {
  @TempDir Path folder;

  private String run(String... command) throws IOException, InterruptedException {
    File log = Files.createTempFile(folder, "process", ".log").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(Examples.repository().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(log.toPath());
    assertTrue(ended, () -> "no end after five minutes:\n" + text);
    assertEquals(0, process.exitValue(), text);
    return text;
  }

  private String sha256OfWeights(String name, String... options) throws Exception {
    Path output = folder.resolve(name);
    List<String> command =
        new ArrayList<>(
            List.of("scripts/sparkprop", "train", "scripts/examples/digits/digits.yaml"));
    command.addAll(List.of("--set", "output=" + output, "--set", "training.epochs=3"));
    command.addAll(List.of(options));
    run(command.toArray(String[]::new));
    byte[] weights = Files.readAllBytes(output.resolve("model/weights.safetensors"));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
  }

  @Test
  void oneHashForLocalModeAndForOneTwoAndThreeExecutors() throws Exception {
    String cluster = folder.resolve("cluster").toString();
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put("local[2]", sha256OfWeights("local", "--master", "local[2]"));
    run(
        "scripts/cluster",
        "start",
        "--workers",
        "3",
        "--memory",
        "1g",
        "--port",
        "0",
        "--dir",
        cluster);
    try {
      String url = Files.readString(Path.of(cluster, "url")).strip();
      for (int executors = 1; executors <= 3; executors++) {
        hashes.put(
            executors + " executors",
            sha256OfWeights(
                "cluster-" + executors,
                "--master",
                url,
                "--executor-memory",
                "1g",
                "--total-executor-cores",
                Integer.toString(executors)));
      }
    } finally {
      run("scripts/cluster", "stop", "--dir", cluster);
    }
    Set<String> distinct = new TreeSet<>(hashes.values());
    assertEquals(1, distinct.size(), () -> "hashes: " + hashes);
  }
}
