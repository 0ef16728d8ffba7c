package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster that authenticates, and encrypts what it sends and what it writes to local disks: the
 * same weights, and nothing of a shard to be read on a disk.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class EncryptedClusterIT {
  private static final String[] ENCRYPTED = {
    "spark.authenticate=true",
    "spark.authenticate.secret=kept",
    "spark.network.crypto.enabled=true",
    "spark.io.encryption.enabled=true"
  };

  private static final List<String> SHORT =
      List.of(
          "training.epochs=40",
          "training.batch-size=512",
          "training.shards=4",
          Processes.WIDE_LAYERS);

  private static final int START_BYTES = 24;

  @TempDir Path folder;

  @Test
  void sameWeightsAndNoShardToBeRead() throws Exception {
    Path plainDisk = Files.createDirectories(folder.resolve("plain"));
    Shards plain = new Shards(List.of(plainDisk));
    Path local = folder.resolve("local");
    try (Application here =
        new Application(
            folder, 0, List.of("--master", "local[2]", "--conf", "spark.local.dir=" + plainDisk))) {
      here.train(local, plain, SHORT);
    }
    Path cluster = folder.resolve("cluster");
    Shards encrypted = new Shards(List.of(cluster.resolve("local-1"), cluster.resolve("local-2")));
    try (Cluster two = new Cluster(cluster, 2, ENCRYPTED);
        Application there = new Application(folder, 2, two.options())) {
      for (String rounds : List.of("training.rounds=standing", "training.rounds=job")) {
        List<String> settings = new ArrayList<>(SHORT);
        settings.add(rounds);
        encrypted.found.clear();
        there.train(folder.resolve(rounds), encrypted, settings);
        assertEquals(
            Processes.sha256OfWeights(local),
            Processes.sha256OfWeights(folder.resolve(rounds)),
            rounds);
        assertEquals(plain.found.keySet(), encrypted.found.keySet(), rounds);
        plain.found.forEach((name, bytes) -> assertUnreadable(bytes, encrypted.found.get(name)));
      }
      assertWithoutSecretIsRefused(two);
    }
  }

  private static void assertUnreadable(byte[] plain, byte[] encrypted) {
    String text = new String(plain, StandardCharsets.ISO_8859_1);
    String stored = new String(encrypted, StandardCharsets.ISO_8859_1);
    assertTrue(text.startsWith("PSHARD"), "a plain shard file says what it is");
    for (int at = 0; at + START_BYTES <= text.length(); at += START_BYTES) {
      assertFalse(stored.contains(text.substring(at, at + START_BYTES)), "byte " + at);
    }
  }

  private void assertWithoutSecretIsRefused(Cluster two) throws Exception {
    List<String> command = Processes.trainDigits(folder.resolve("stranger"));
    for (String option : two.options()) {
      command.add(option.replace("secret=kept", "secret=guessed"));
    }
    Process process = Processes.start(command);
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(1, TimeUnit.MINUTES), said);
      assertNotEquals(0, process.exitValue(), said);
      assertFalse(Files.exists(folder.resolve("stranger/model")), said);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Takes copies of the training shards' files on some disks once the first epoch has ended. */
  private static final class Shards implements Consumer<String> {
    private final List<Path> disks;
    private final Map<String, byte[]> found = new TreeMap<>();

    Shards(List<Path> disks) {
      this.disks = disks;
    }

    @Override
    public void accept(String line) {
      if (line.startsWith("epoch 1 ")) {
        disks.forEach(this::copy);
      }
    }

    private void copy(Path disk) {
      try (Stream<Path> all = Files.walk(disk)) {
        for (Path path :
            all.filter(path -> path.getFileName().toString().matches("training-[0-9]+")).toList()) {
          found.put(path.getFileName().toString(), Files.readAllBytes(path));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
