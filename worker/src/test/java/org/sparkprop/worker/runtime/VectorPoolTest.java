package org.sparkprop.worker.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

class VectorPoolTest {
  private static final String RUN = "pooled";

  @AfterEach
  void forget() {
    VectorPool.release(RUN);
  }

  private static FlatVector take(int length) {
    return VectorPool.take(RUN, Precision.FLOAT32, length);
  }

  private static int idle(int length) {
    return VectorPool.idle(RUN, Precision.FLOAT32, length);
  }

  @Test
  void whatIsGivenBackIsTakenAgain() {
    FlatVector vector = take(3);
    assertNotSame(vector, take(3));
    VectorPool.giveBack(RUN, vector);
    assertEquals(1, idle(3));
    assertNotSame(vector, VectorPool.take("another", Precision.FLOAT32, 3));
    assertNotSame(vector, VectorPool.take(RUN, Precision.FLOAT64, 3));
    assertNotSame(vector, take(4));
    assertSame(vector, take(3));
    VectorPool.release("another");
  }

  /** Vectors that were never taken would pile up, one for each that comes over the network. */
  @Test
  void noMoreAreKeptThanWereTaken() {
    for (int round = 0; round < 100; round++) {
      FlatVector taken = take(5);
      VectorPool.giveBack(RUN, FlatVector.zeros(Precision.FLOAT32, 5));
      VectorPool.giveBack(RUN, taken);
      VectorPool.giveBack(RUN, FlatVector.zeros(Precision.FLOAT32, 5));
      assertEquals(1, idle(5));
    }
  }

  @Test
  void aRunThatIsReleasedHasNone() {
    VectorPool.giveBack(RUN, take(2));
    assertEquals(1, idle(2));
    VectorPool.release(RUN);
    assertEquals(0, idle(2));
  }
}
