package org.sparkprop.driver.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.update.UpdateState;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.ingest.DataFingerprint;
import org.sparkprop.driver.ingest.PartContent;

class CheckpointStoreTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private CheckpointStore store() throws IOException {
    return CheckpointStore.in(new org.apache.hadoop.fs.Path(folder.toString()), HADOOP);
  }

  private static Checkpoint checkpoint(long rounds, Optional<Score> score) throws IOException {
    JsonNode configuration = JSON.readTree("{\"name\": \"small\", \"training\": {\"seed\": 42}}");
    PartContent rows = new PartContent(4, "00ff");
    DataFingerprint data = new DataFingerprint(List.of("a", "kind"), 2, rows, rows, rows, "ab", "");
    UpdateState update =
        new UpdateState(
            Map.of("adam.first-moment", FlatVector.of(Precision.FLOAT32, 0.1, -0.0)),
            Map.of("updates", 3.0, "search.loss", Double.POSITIVE_INFINITY, "small", 4.9e-324));
    return new Checkpoint(
        new Origin(configuration, data),
        new RunState(
            new Position(rounds, 12, 0.5, 1, new EpochSums(0.1, 4, 8, 1), score),
            FlatVector.of(Precision.FLOAT32, 1.5, rounds),
            update));
  }

  private static Optional<Score> loss(double value, long epoch) {
    return Optional.of(new Score("validation-loss", value, epoch));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void comesBackAsItWas() throws IOException {
    Checkpoint written = checkpoint(7, loss(0.3, 2));
    store().write(written, 3);
    Checkpoint read = store().newestWhole().newest().orElseThrow();
    assertEquals(written.origin(), read.origin());
    assertEquals(written.state().position(), read.state().position());
    assertEquals(written.state().weights(), read.state().weights());
    assertEquals(written.state().update().vectors(), read.state().update().vectors());
    assertEquals(written.state().update().numbers(), read.state().update().numbers());
    assertEquals(List.of("round-000000007"), names());
  }

  @Test
  void theNewestStayAndTheBest() throws IOException {
    double[] losses = {0.9, 0.2, 0.2, 0.5, 0.6, 0.7};
    for (int i = 0; i < losses.length; i++) {
      // A new store each time, as after resumptions.
      store().write(checkpoint(10 * (i + 1), loss(losses[i], i + 1)), 2);
    }
    assertEquals(List.of("round-000000020", "round-000000050", "round-000000060"), names());
    store().write(checkpoint(45, loss(0.1, 5)), 2);
    assertEquals(List.of("round-000000020", "round-000000045"), names(), "later ones are given up");
  }

  @Test
  void aDamagedOneIsPassedOverForTheNextOlder() throws IOException {
    store().write(checkpoint(1, Optional.empty()), 3);
    store().write(checkpoint(2, Optional.empty()), 3);
    store().write(checkpoint(3, Optional.empty()), 3);
    Files.delete(folder.resolve("round-000000003/SHA256SUMS"));
    Path state = folder.resolve("round-000000002/state.safetensors");
    byte[] bytes = Files.readAllBytes(state);
    Files.write(state, Arrays.copyOf(bytes, bytes.length - 1));
    CheckpointStore.Found found = store().newestWhole();
    assertEquals(1, found.newest().orElseThrow().state().position().rounds());
    assertEquals(2, found.passedOver().size());
    assertTrue(found.passedOver().get(0).contains("round-000000003"), found::toString);
    assertTrue(found.passedOver().get(1).contains("checksums"), found::toString);
    Files.delete(folder.resolve("round-000000001/checkpoint.json"));
    String message = assertThrows(UserMistake.class, () -> store().newestWhole()).getMessage();
    assertTrue(message.contains("no checkpoint in") && message.contains("--overwrite"), message);
  }

  @Test
  void oneThatWasBeingWrittenIsNone() throws IOException {
    Files.createDirectories(folder.resolve(".writing"));
    Files.writeString(folder.resolve(".writing/state.safetensors"), "torn");
    assertTrue(store().newestWhole().newest().isEmpty());
    store().write(checkpoint(1, Optional.empty()), 1);
    assertEquals(List.of("round-000000001"), names());
  }

  @Test
  void everyByteThatChangesAndEveryLengthIsNoticed() throws IOException {
    store().write(checkpoint(1, loss(0.5, 1)), 3);
    Path written = folder.resolve("round-000000001");
    SplittableRandom random = new SplittableRandom(11);
    int damages = 0;
    for (String name : List.of("checkpoint.json", "state.safetensors", "SHA256SUMS")) {
      Path file = written.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < whole.length; i++) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, damaged);
        assertRefused(name + ", byte " + i);
        Files.write(file, Arrays.copyOf(whole, i));
        assertRefused(name + ", cut after " + i);
        damages += 2;
      }
      Files.write(file, Arrays.copyOf(whole, whole.length + 1));
      assertRefused(name + ", one byte more");
      Files.write(file, whole);
    }
    assertTrue(store().newestWhole().newest().isPresent(), "unharmed again");
    assertTrue(damages > 2000, "so few: " + damages);
  }

  private void assertRefused(String damage) {
    String message =
        assertThrows(UserMistake.class, () -> store().newestWhole(), damage).getMessage();
    assertTrue(message.contains("is not whole and is passed over"), damage + ": " + message);
  }

  @Test
  void aWriterThatCannotSaysWhereAndGoesOn() throws IOException {
    Path blocked = folder.resolve("file");
    Files.writeString(blocked, "a file where the folder should be");
    CheckpointStore store =
        CheckpointStore.in(new org.apache.hadoop.fs.Path(blocked.toString()), HADOOP);
    try (CheckpointWriter writer = new CheckpointWriter(store, 3)) {
      writer.begin(checkpoint(1, Optional.empty()));
      String failure = writer.finish().orElseThrow();
      assertTrue(failure.contains(blocked + "/round-000000001 cannot be written"), failure);
      assertFalse(writer.finish().isPresent(), "said once");
      writer.begin(checkpoint(2, Optional.empty()));
      assertTrue(writer.finish().isPresent());
    }
  }
}
