package org.sparkprop.common.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sparkprop.common.encoder.Fitting.encoded;
import static org.sparkprop.common.encoder.Fitting.toCategories;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.UserMistake;

/** Worked by hand. */
class TokensColumnTest {
  /** Three times a, and b and c twice: two words have room, a is number 2 and b number 3. */
  private static Encoder ofLength(int length) {
    return toCategories(
        "{'tokens': {'x': {'length': %d, 'vocabulary': 4}}}".formatted(length),
        "c a C, A!",
        "a b",
        null,
        "B");
  }

  @Test
  void theMostFrequentWordsHaveNumbersAndOthersOne() {
    assertArrayEquals(new double[] {1, 2, 1, 3, 0, 0}, encoded(ofLength(6), "C a other: B"));
  }

  @Test
  void aLongerTextIsCutBehindItsFirstWords() {
    assertArrayEquals(new double[] {3, 1, 2}, encoded(ofLength(3), "b c a a b b"));
  }

  @Test
  void wordsBeyondTheLengthAreCounted() {
    Encoder encoder =
        toCategories("{'tokens': {'x': {'length': 1, 'vocabulary': 3}}}", "x a a", "y a", "z");
    assertArrayEquals(new double[] {2}, encoded(encoder, "a"));
    assertArrayEquals(new double[] {1}, encoded(encoder, "x"));
  }

  @Test
  void fewerWordsThanThereIsRoomForAreAllInTheVocabulary() {
    Encoder encoder =
        toCategories("{'tokens': {'x': {'length': 3, 'vocabulary': 100}}}", "one two");
    assertArrayEquals(new double[] {3, 2, 1}, encoded(encoder, "Two one three"));
    assertEquals(List.of("x_0", "x_1", "x_2"), encoder.featureNames());
  }

  @Test
  void noWordsAreAllPadding() {
    assertArrayEquals(new double[3], encoded(ofLength(3), (String) null));
    assertArrayEquals(new double[3], encoded(ofLength(3), ""));
    assertArrayEquals(new double[3], encoded(ofLength(3), "… !"));
  }

  @Test
  void aColumnWithoutWordsIsRefused() {
    String message =
        assertThrows(
                UserMistake.class,
                () ->
                    toCategories(
                        "{'tokens': {'x': {'length': 3, 'vocabulary': 9}}}", null, "", "?"))
            .getMessage();
    assertTrue(message.contains("column x: expected words for tokens"), message);
  }
}
