package org.sparkprop.common.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorFunctionTest {
  /** From the C library's erfc, as Python's math.erfc gives it. */
  @ParameterizedTest
  @CsvSource({
    "-6, 2.0",
    "-1.5, 1.9661051464753108",
    "-0.3, 1.3286267594591274",
    "0, 1.0",
    "0.1, 0.8875370839817152",
    "0.46875, 0.507386526782062",
    "0.47, 0.5062549491139179",
    "1, 0.15729920705028513",
    "2, 0.004677734981047266",
    "3.99, 1.6739211364520814e-08",
    "4.01, 1.4196939421371052e-08",
    "5, 1.5374597944280351e-12",
    "10, 2.088487583762545e-45",
    "26, 5.663192408856143e-296"
  })
  void agreesWithTheCLibrary(double x, double expected) {
    assertEquals(expected, ErrorFunction.complement(x), 2e-15 * expected);
  }

  @Test
  void agreesWithItsSeries() {
    for (double x = -3; x <= 3; x += 0.00137) {
      double expected = 1 - ErrorSeries.erf(x);
      assertEquals(expected, ErrorFunction.complement(x), 3e-15, "at " + x);
    }
  }

  @Test
  void endsAreExact() {
    assertEquals(0, ErrorFunction.complement(Double.POSITIVE_INFINITY));
    assertEquals(2, ErrorFunction.complement(Double.NEGATIVE_INFINITY));
    assertEquals(0, ErrorFunction.complement(1e300));
    assertTrue(Double.isNaN(ErrorFunction.complement(Double.NaN)));
  }
}
