package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkprop.driver.Examples;

/** Disks that are really full: small file systems in memory, which only root may mount. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FullDiskIT {
  @TempDir Path folder;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void makeFolder() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
  }

  private void mount(long kibibytes) throws Exception {
    String size = "size=" + kibibytes + "k";
    mounted = status("mount", "-t", "tmpfs", "-o", size, "sparkprop-test", disk.toString()) == 0;
    assumeTrue(mounted, "a file system of a given size cannot be mounted here, which takes root");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertEquals(0, status("umount", disk.toString()));
    }
  }

  private static int status(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  /**
   * Spark keeps the jar there too: with no room for it, with little beside it, and with so much
   * that the shuffled rows find room and the shards do not.
   */
  @ParameterizedTest
  @CsvSource({"-60000, ''", "700, ''", "1250, 'shard \\d+ cannot be written to '"})
  void onAnExecutorTheRunEndsWithASentence(long besideTheJar, String who) throws Exception {
    Path jar = Examples.repository().resolve("driver/target/sparkprop.jar");
    mount(Files.size(jar) / 1024 + besideTheJar);
    Path output = folder.resolve("output");
    String said = failing(output, List.of("--conf", "spark.local.dir=" + disk));
    assertTrue(
        said.matches(
            "(?s).*sparkprop: the run failed: no space is left on a disk: .*"
                + who
                + ".*spark\\.local\\.dir.*"),
        said);
    assertFalse(Files.exists(output.resolve("model")), said);
  }

  @Test
  void ofTheOutputTheRunEndsAndGoesOnWhenThereIsRoom() throws Exception {
    Path undisturbed = folder.resolve("undisturbed");
    Processes.run(train(undisturbed, List.of()), line -> {});
    mount(500);
    Path output = disk.resolve("run");
    String said = failing(output, List.of());
    assertTrue(said.contains("no space is left on a disk: "), said);
    assertTrue(said.contains("metrics cannot be written to " + output), said);
    assertEquals(0, status("mount", "-o", "remount,size=20m", disk.toString()));
    List<String> again = train(output, List.of());
    again.add("--resume");
    String resumed = Processes.run(again, line -> {});
    assertTrue(resumed.contains("goes on after round"), resumed);
    assertEquals(Processes.sha256OfWeights(undisturbed), Processes.sha256OfWeights(output));
  }

  private static String failing(Path output, List<String> options) throws Exception {
    Process process = Processes.start(train(output, options));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), said);
    return said;
  }

  private static List<String> train(Path output, List<String> options) {
    List<String> command =
        Processes.trainDigits(
            output, "--set", "training.checkpoints={every-rounds: 7}", "--master", "local[2]");
    command.addAll(options);
    return command;
  }
}
