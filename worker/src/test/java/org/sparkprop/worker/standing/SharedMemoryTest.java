package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedMemoryTest {
  private static final Path FOLDER = Path.of("/dev/shm");

  @TempDir Path elsewhere;

  @BeforeEach
  void needsMemoryToShare() {
    assumeTrue(Files.isDirectory(FOLDER), "needs " + FOLDER);
  }

  private static Path file(SharedMemory memory) {
    return FOLDER.resolve("sparkprop-" + memory.plan().name());
  }

  @Test
  void whatOneWritesTheOtherReads() throws IOException {
    SharedMemory mine = SharedMemory.create(100_000, 8).orElseThrow();
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file(mine))));
    SharedMemory theirs = SharedMemory.open(mine.plan());
    mine.forgetName();
    assertFalse(Files.exists(file(mine)));
    mine.question().putLong(99_992, -7);
    theirs.answer().putLong(0, 5);
    assertEquals(-7, theirs.question().getLong(99_992));
    assertEquals(5, mine.answer().getLong(0));
    assertEquals(100_000, theirs.question().remaining());
    assertEquals(8, theirs.answer().remaining());
  }

  @Test
  void moreThanIsAllowedIsNotShared() {
    assertEquals(Optional.empty(), SharedMemory.create(SharedMemory.MOST_BYTES, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../../../etc/passwd", "0123456789abcdef0123456789abcde/", "x"})
  void aNameIsNoPath(String name) {
    assertThrows(IllegalArgumentException.class, () -> new SharedMemory.Plan(name, 1, 1));
  }

  @Test
  void sizesAreHeldAgainstTheBoundAndTheFile() throws IOException {
    SharedMemory mine = SharedMemory.create(16, 16).orElseThrow();
    try {
      String name = mine.plan().name();
      assertThrows(
          IllegalArgumentException.class,
          () -> new SharedMemory.Plan(name, Integer.MAX_VALUE, Integer.MAX_VALUE));
      assertThrows(IllegalArgumentException.class, () -> new SharedMemory.Plan(name, -1, 1));
      assertThrows(
          IOException.class, () -> SharedMemory.open(new SharedMemory.Plan(name, 16, 4096)));
    } finally {
      mine.forgetName();
    }
    assertThrows(IOException.class, () -> SharedMemory.open(mine.plan()), "it has gone");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    SharedMemory.Plan plan = new SharedMemory.Plan("0123456789abcdef0123456789abcdef", 16, 16);
    Path target = Files.write(elsewhere.resolve("secret"), new byte[32]);
    Path link = FOLDER.resolve("sparkprop-" + plan.name());
    Files.createSymbolicLink(link, target);
    try {
      assertThrows(IOException.class, () -> SharedMemory.open(plan));
    } finally {
      Files.delete(link);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.network.crypto.enabled",
        "spark.authenticate.enableSaslEncryption",
        "spark.ssl.rpc.enabled",
        "spark.io.encryption.enabled"
      })
  void nothingIsSharedWhereSomethingIsEncrypted(String key) {
    assertTrue(MeetingPlace.sharesMemory(new SparkConf(false)));
    assertFalse(MeetingPlace.sharesMemory(new SparkConf(false).set(key, "true")));
    assertFalse(
        MeetingPlace.sharesMemory(new SparkConf(false).set(MeetingPlace.SHARED_MEMORY, "false")));
  }
}
