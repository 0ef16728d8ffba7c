package org.sparkprop.driver.inspect;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ClassByValueTest {
  /** Of values and classes in turn. */
  private static ClassByValue of(int... pairs) {
    ClassByValue classes = new ClassByValue(3);
    for (int i = 0; i < pairs.length; i += 2) {
      classes.add(pairs[i], pairs[i + 1]);
    }
    return classes;
  }

  private static boolean decide(ClassByValue some, ClassByValue more) {
    some.add(more);
    return some.decides();
  }

  @Test
  void eachValueWithOneClass() {
    assertTrue(of(1, 0, 1, 0, 2, 1, 2, 1).decides());
    assertTrue(decide(of(1, 0, 2, 1), of(1, 0, 2, 1)), "no value stands twice in one piece");
    assertFalse(of(1, 0, 1, 0, 2, 1, 2, 0).decides());
    assertFalse(decide(of(1, 0, 1, 0, 2, 1, 2, 1), of(2, 0)), "in two pieces with two classes");
    assertFalse(decide(of(1, 0, 1, 1), of(1, 0, 1, 0, 2, 1, 2, 1)), "a piece has seen two already");
  }

  @Test
  void valuesThatStandOnceSayNothing() {
    assertFalse(of(1, 0, 2, 1, 3, 0).decides());
    assertFalse(of(1, 0, 1, 0, 2, 1).decides(), "among values that stand twice there is one class");
    assertFalse(of(1, 0, 1, 0).decides());
    assertFalse(of().decides());
  }

  @Test
  void moreValuesThanAreRemembered() {
    assertTrue(of(1, 0, 1, 0, 2, 1, 2, 1, 3, 1, 3, 1).decides());
    assertFalse(of(1, 0, 1, 0, 2, 1, 2, 1, 3, 1, 3, 1, 4, 1, 4, 1).decides());
    assertFalse(decide(of(1, 0, 1, 0, 2, 1, 2, 1), of(3, 1, 3, 1, 4, 1, 4, 1)));
  }
}
