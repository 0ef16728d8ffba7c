package org.sparkprop.worker.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

class ResidualsTest {
  private static FlatVector left(double value) {
    return FlatVector.of(Precision.FLOAT32, value);
  }

  /** One attempt at a round, as a task does it; what it began with. */
  private static Optional<FlatVector> attempt(int shard, long round) {
    Optional<FlatVector> before = Residuals.before("run", shard, round);
    Residuals.keep("run", shard, round, before, left(10 * round + shard));
    return before;
  }

  @AfterEach
  void forget() {
    Residuals.forget("run");
    Residuals.forget("other");
  }

  @Test
  void everyAttemptAtARoundBeginsWithTheSame() {
    assertEquals(Optional.empty(), attempt(3, 1));
    assertEquals(Optional.empty(), attempt(3, 1), "the first round again");
    assertEquals(Optional.of(left(13)), attempt(3, 2));
    assertEquals(Optional.of(left(13)), attempt(3, 2), "tried again");
    assertEquals(Optional.of(left(13)), attempt(3, 2), "and again");
    assertEquals(Optional.of(left(23)), attempt(3, 3));
    assertEquals(Optional.empty(), Residuals.before("run", 4, 3), "of another shard");
    assertEquals(Optional.empty(), Residuals.before("other", 3, 3), "of another run");
  }

  @Test
  void anAttemptThatComesLateChangesNothing() {
    attempt(0, 1);
    attempt(0, 2);
    Residuals.keep("run", 0, 1, Optional.empty(), left(99));
    assertEquals(Optional.of(left(20)), Residuals.before("run", 0, 3));
    assertEquals(Optional.of(left(10)), Residuals.before("run", 0, 2));
  }

  /** It was elsewhere for some rounds: what it had here is old. */
  @Test
  void aShardThatComesBackBeginsWithNothing() {
    attempt(0, 1);
    attempt(0, 2);
    assertEquals(Optional.empty(), attempt(0, 5));
    assertEquals(Optional.empty(), attempt(0, 5), "tried again");
    assertEquals(Optional.of(left(50)), attempt(0, 6));
  }

  @Test
  void aRunThatEndsIsForgotten() {
    attempt(0, 1);
    Residuals.keep("other", 0, 1, Optional.empty(), left(7));
    Residuals.forget("run");
    assertTrue(Residuals.before("run", 0, 2).isEmpty());
    assertEquals(Optional.of(left(7)), Residuals.before("other", 0, 2));
  }
}
