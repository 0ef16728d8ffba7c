package org.sparkprop.common.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sparkprop.common.encoder.Fitting.encoded;
import static org.sparkprop.common.encoder.Fitting.toCategories;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Places and signs from another implementation of MurmurHash3, written from its definition. */
class HashColumnTest {
  private static final Encoder SEVEN = toCategories("{'hash': {'x': 7}}", "any");

  @Test
  void eachTextHasItsPlaceAndSign() {
    assertArrayEquals(new double[] {0, 0, 1, 0, 0, 0, 0}, encoded(SEVEN, "red"));
    assertArrayEquals(new double[] {1, 0, 0, 0, 0, 0, 0}, encoded(SEVEN, "blue"));
    assertArrayEquals(new double[] {0, 0, 1, 0, 0, 0, 0}, encoded(SEVEN, "Zürich"));
    assertArrayEquals(new double[] {-1, 0, 0, 0, 0, 0, 0}, encoded(SEVEN, "identifier 17"));
    Encoder thousand = toCategories("{'hash': {'x': 1000}}", "any");
    assertEquals(1, encoded(thousand, "red")[621]);
    assertEquals(1, encoded(thousand, "blue")[331]);
    assertEquals(-1, encoded(thousand, "identifier 17")[440]);
  }

  @Test
  void aMissingCategoryIsAllZeros() {
    assertArrayEquals(new double[7], encoded(SEVEN, (String) null));
  }

  @Test
  void categoriesMayBeMoreThanOneHotTakes() {
    String[] many =
        IntStream.range(0, EncodeConfiguration.MOST_CATEGORIES + 5)
            .mapToObj(i -> "id" + i)
            .toArray(String[]::new);
    Encoder encoder = toCategories("{'hash': {'x': 2}}", many);
    assertEquals(List.of("x_0", "x_1"), encoder.featureNames());
    double sum = 0;
    int first = 0;
    for (String category : many) {
      double[] numbers = encoded(encoder, category);
      sum += numbers[0] + numbers[1];
      first += numbers[0] != 0 ? 1 : 0;
    }
    // Standard deviations of 100 and 50.
    assertEquals(0, sum, 400);
    assertEquals(many.length / 2.0, first, 200);
  }
}
