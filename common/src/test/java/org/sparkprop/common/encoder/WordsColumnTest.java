package org.sparkprop.common.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sparkprop.common.encoder.Fitting.encoded;
import static org.sparkprop.common.encoder.Fitting.toCategories;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Worked by hand, with the buckets from another implementation of MurmurHash3, written from its
 * definition: of eight «the» has number 2, «cat» 7, «sat» 4, «dog» 3, «zürich» 1 and «dog's» 0.
 */
class WordsColumnTest {
  private static final double TOLERANCE = 1e-15;

  private static void assertWords(Encoder encoder, String text, double... expected) {
    assertArrayEquals(expected, encoded(encoder, text), TOLERANCE, text);
  }

  @Test
  void countsInLogarithmsAtLengthOne() {
    Encoder encoder = toCategories("{'words': {'x': {'buckets': 8}}}", "any");
    double twice = 1 + Math.log(2);
    double length = Math.sqrt(2 * twice * twice + 1);
    assertWords(
        encoder,
        "The cat sat; the CAT!",
        0,
        0,
        twice / length,
        0,
        1 / length,
        0,
        0,
        twice / length);
    assertWords(encoder, "Zürich", 0, 1, 0, 0, 0, 0, 0, 0);
    assertEquals("x_7", encoder.featureNames().get(7));
  }

  /** «the cat» and «cat sat» have number 2 too, and «sat the» 7. */
  @Test
  void neighboursCountTooWhereTwoWordsAreWanted() {
    Encoder encoder = toCategories("{'words': {'x': {'buckets': 8, 'words': 2}}}", "any");
    double[] counted = {0, 0, 1 + Math.log(5), 0, 1, 0, 0, 1 + Math.log(3)};
    double length = Math.sqrt(Arrays.stream(counted).map(number -> number * number).sum());
    double[] expected = Arrays.stream(counted).map(number -> number / length).toArray();
    assertWords(encoder, "The cat sat; the CAT!", expected);
    assertWords(encoder, "sat", 0, 0, 0, 0, 1, 0, 0, 0);
  }

  /** «the» stands in three of four rows, «cat» in one, «sat» in none. */
  @Test
  void rareWordsWeighMore() {
    Encoder encoder =
        toCategories(
            "{'words': {'x': {'buckets': 8, 'weighting': 'idf'}}}",
            "the cat",
            "the dog",
            null,
            "the the");
    double the = Math.log(5 / 4.0) + 1;
    double cat = Math.log(5 / 2.0) + 1;
    double sat = Math.log(5 / 1.0) + 1;
    double length = Math.sqrt(the * the + cat * cat + sat * sat);
    assertWords(encoder, "the cat sat", 0, 0, the / length, 0, sat / length, 0, 0, cat / length);
    double twice = (1 + Math.log(2)) * the;
    double ofTwo = Math.sqrt(twice * twice + cat * cat);
    assertWords(encoder, "the the cat", 0, 0, twice / ofTwo, 0, 0, 0, 0, cat / ofTwo);
  }

  @Test
  void stopWordsAreLeftOutBeforePairsAreMade() {
    Encoder encoder =
        toCategories(
            "{'words': {'x': {'buckets': 8, 'words': 2, 'stop-words': 'english'}}}", "any");
    assertWords(encoder, "And the dog's", 1, 0, 0, 0, 0, 0, 0, 0);
    // Behind «cat» comes «cat»: that pair has number 4.
    double twice = 1 + Math.log(2);
    double length = Math.sqrt(1 + twice * twice);
    assertWords(encoder, "cat and the cat", 0, 0, 0, 0, 1 / length, 0, 0, twice / length);
  }

  @Test
  void noWordsAreAllZeros() {
    for (String weighting : new String[] {"count", "idf"}) {
      Encoder encoder =
          toCategories(
              "{'words': {'x': {'buckets': 8, 'weighting': '%s'}}}".formatted(weighting), "a b");
      assertWords(encoder, null, new double[8]);
      assertWords(encoder, "", new double[8]);
      assertWords(encoder, " ?! …", new double[8]);
    }
  }
}
