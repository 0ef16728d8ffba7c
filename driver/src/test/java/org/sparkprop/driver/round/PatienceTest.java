package org.sparkprop.driver.round;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PatienceTest {
  @Test
  void theFirstRoundMayTakeAnyTimeUnlessOneWasGiven() {
    assertEquals(Double.POSITIVE_INFINITY, new Patience(OptionalDouble.empty()).seconds());
    assertEquals(5, new Patience(OptionalDouble.of(5)).seconds());
  }

  @Test
  void isTenTimesTheLongestRoundAndAMinuteAtLeast() {
    Patience patience = new Patience(OptionalDouble.empty());
    patience.add(0.5);
    assertEquals(60, patience.seconds());
    patience.add(20);
    patience.add(1);
    assertEquals(200, patience.seconds());
    assertEquals(20, patience.longest());
  }

  @Test
  void isTwiceAsLongWheneverItGrows() {
    Patience patience = new Patience(OptionalDouble.of(5));
    patience.add(100);
    patience.grow();
    patience.grow();
    assertEquals(20, patience.seconds());
  }
}
