package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.sparkprop.driver.source.GivenTable;

class FailuresTest {
  private static Throwable explained(RuntimeException failure) {
    return assertThrows(
        RuntimeException.class,
        () ->
            Failures.explained(
                () -> {
                  throw failure;
                },
                new GivenTable(null),
                null));
  }

  @Test
  void aFullDiskIsSaidInOneSentenceWithWhatToDo() {
    String said =
        "java.io.UncheckedIOException: shard 3 cannot be written to /disk/training-3: No space left"
            + " on device";
    RuntimeException failure =
        new RuntimeException(
            new SparkException("Job aborted: Task 0 failed 4 times\n\t" + said + "\n\tat x.y"));
    Throwable found = explained(failure);
    assertEquals(FullDiskException.class, found.getClass());
    assertTrue(
        found.getMessage().startsWith("no space is left on a disk: " + said + ". "),
        found.getMessage());
    assertTrue(found.getMessage().contains("spark.local.dir"), found.getMessage());
    assertEquals(1, found.getMessage().lines().count());
    assertSame(failure, found.getCause());
  }

  @Test
  void aCheckpointThatFindsTheDiskFullStaysWhatItIs() {
    CheckpointException failure = new CheckpointException("no checkpoint: No space left on device");
    assertSame(failure, explained(failure));
  }
}
