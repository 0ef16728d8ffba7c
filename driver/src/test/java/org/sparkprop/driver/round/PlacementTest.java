package org.sparkprop.driver.round;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static Placement.Slots slots(String location, int slots) {
    return new Placement.Slots(location, slots);
  }

  @Test
  void noExecutorsAndExecutorsOfOneSlot() {
    assertEquals(List.of(), Placement.neighbours(List.of(), 4));
    assertEquals(List.of(), Placement.neighbours(List.of(slots("a", 1), slots("b", 1)), 2));
  }

  @Test
  void neighboursTogether() {
    assertEquals(
        List.of("a", "a", "b", "b"),
        Placement.neighbours(List.of(slots("a", 2), slots("b", 2)), 4));
    assertEquals(
        List.of("a", "b", "b", "b"),
        Placement.neighbours(List.of(slots("a", 1), slots("b", 3)), 4));
  }

  @Test
  void fewerGroupsThanSlotsAreSpread() {
    assertEquals(
        List.of("a", "a", "b"), Placement.neighbours(List.of(slots("a", 4), slots("b", 4)), 3));
  }

  @Test
  void moreGroupsThanSlotsAreLeftToSpark() {
    assertEquals(List.of(), Placement.neighbours(List.of(slots("a", 2), slots("b", 2)), 5));
  }
}
