package org.sparkprop.common.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.sparkprop.common.encoder.Fitting.decoded;
import static org.sparkprop.common.encoder.Fitting.encoded;
import static org.sparkprop.common.encoder.Fitting.toNumbers;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers that become one number, beside numbers worked by hand. */
class ScalarColumnsTest {
  private static final double MISSING = Double.NaN;

  private static double one(Encoder encoder, double value) {
    assertEquals(1, encoder.width());
    return encoded(encoder, value)[0];
  }

  @Test
  void minMaxIsZeroAtTheLeastAndOneAtTheGreatest() {
    Encoder encoder = toNumbers("{'min-max': 'all'}", -2, 3, 6, 1);
    assertEquals(0, one(encoder, -2));
    assertEquals(0.625, one(encoder, 3));
    assertEquals(1, one(encoder, 6));
    assertEquals(1.5, one(encoder, 10), "not clipped");
    assertEquals(-1, one(encoder, -10), "not clipped");
    assertEquals(0.5, one(encoder, MISSING), "the mean is 2");
    assertEquals(10, decoded(encoder, 10));
  }

  /** A factor 1 / (greatest − least) would miss 1 here by a rounding. */
  @Test
  void minMaxIsExactlyOneAtTheGreatest() {
    for (int n = 1; n < 200; n++) {
      assertEquals(1, one(toNumbers("{'min-max': 'x'}", 0.1, 0.1 + n / 7.0), 0.1 + n / 7.0));
    }
  }

  @Test
  void minMaxOfAConstantColumnIsZero() {
    assertEquals(0, one(toNumbers("{'min-max': 'x'}", 7, 7), 7));
    assertEquals(0, one(toNumbers("{'min-max': 'x'}", MISSING, MISSING), MISSING));
  }

  @Test
  void theLogarithmKeepsTheSign() {
    Encoder encoder = toNumbers("{'log': 'x'}", 1, 2);
    assertEquals(Math.log(2), one(encoder, 1), 1e-15);
    assertEquals(-Math.log(2), one(encoder, -1), 1e-15);
    assertEquals(0, one(encoder, 0));
    assertEquals(Math.log(1e9 + 1), one(encoder, 1e9), 1e-13);
    assertEquals(1e9, decoded(encoder, 1e9), 1e-4);
    assertEquals(-5, decoded(encoder, -5), 1e-12);
    assertEquals(2 * Math.log(4), one(toNumbers("{'log': 'x', 'scale': 2}", 1, 2), 3), 1e-14);
  }

  @Test
  void logarithmsAreStandardizedAndBroughtToARange() {
    // ln(1 + x) of these is 0, 1 and 2: mean 1, variance 2/3.
    double[] values = {0, Math.E - 1, Math.E * Math.E - 1};
    Encoder standardized = toNumbers("{'log': 'x', 'standardize': 'all'}", values);
    assertEquals(-Math.sqrt(1.5), one(standardized, 0), 1e-14);
    assertEquals(0, one(standardized, values[1]), 1e-14);
    assertEquals(2 * Math.sqrt(1.5), one(standardized, Math.exp(3) - 1), 1e-13);
    assertEquals(0, one(standardized, MISSING), 1e-14, "the mean of the logarithms");
    Encoder ranged = toNumbers("{'log': 'x', 'min-max': 'x'}", values);
    assertEquals(0.5, one(ranged, values[1]), 1e-14);
    assertEquals(1, one(ranged, values[2]));
    assertEquals(values[1], decoded(ranged, values[1]), 1e-14);
  }

  @Test
  void quantilesOfFewValuesAreTheValues() {
    Encoder encoder = toNumbers("{'quantile': 'x'}", 8, 0, 4, 1, 2);
    assertEquals(0, one(encoder, 0));
    assertEquals(0.25, one(encoder, 1));
    assertEquals(0.625, one(encoder, 3), "half way from 2 to 4");
    assertEquals(0.8125, one(encoder, 5), 1e-15, "a quarter of the way from 4 to 8");
    assertEquals(1, one(encoder, 8));
    assertEquals(0, one(encoder, -1e300));
    assertEquals(1, one(encoder, 1e300));
    assertEquals(0.5 + 0.25 / 2, one(encoder, MISSING), 1e-15, "the mean is 3");
    assertEquals(5, decoded(encoder, 5), 1e-14);
  }

  @Test
  void equalQuantilesGiveTheMiddle() {
    Encoder encoder = toNumbers("{'quantile': 'x'}", 0, 0, 0, 5, 6);
    assertEquals(0.25, one(encoder, 0), "the shares 0, 1/4 and 2/4");
    assertEquals(0, one(encoder, -0.001));
    assertEquals(0.625, one(encoder, 2.5), "from 2/4 to 3/4");
    assertEquals(0.5, one(toNumbers("{'quantile': 'x'}", 3, 3, 3), 3));
    assertEquals(0.5, one(toNumbers("{'quantile': 'x'}", 3), 3));
    assertEquals(1, one(toNumbers("{'quantile': 'x'}", 3), 4));
    assertEquals(0.5, one(toNumbers("{'quantile': 'x'}", MISSING), MISSING));
  }

  @Test
  void ofManyValuesAHundredAndOneQuantiles() {
    // Squares of 0 to 1000: the quantiles are the squares of 0, 10, 20 …
    double[] values = IntStream.rangeClosed(0, 1000).mapToDouble(i -> (double) i * i).toArray();
    Encoder encoder = toNumbers("{'quantile': 'x'}", values);
    QuantileColumn column = assertInstanceOf(QuantileColumn.class, encoder.columns().get(0));
    assertEquals(QuantileColumn.MOST, column.quantiles().size());
    assertEquals(100, column.quantiles().get(1));
    assertEquals(0.37, one(encoder, 370 * 370), 1e-15);
    assertEquals(0.005, one(encoder, 50), 1e-15, "linear from 0 to 100");
    // Of 0 to 150 the second quantile lies half way from 1 to 2.
    double[] more = IntStream.rangeClosed(0, 150).mapToDouble(i -> i).toArray();
    QuantileColumn between = QuantileColumn.of(more, 0);
    assertEquals(List.of(0.0, 1.5, 3.0), between.quantiles().subList(0, 3));
  }

  @Test
  void anIndicatorSaysWhereAValueIsMissing() {
    MissingCells mean = new MissingCells(MissingRule.MEAN, true);
    Encoder encoder = toNumbers("{'standardize': 'all'}", mean, 1, 3, MISSING);
    assertArrayEquals(new double[] {1, 0}, encoded(encoder, 3));
    assertArrayEquals(new double[] {0, 1}, encoded(encoder, MISSING));
    assertEquals(List.of("x", "x_missing"), encoder.featureNames());
    assertEquals(3, decoded(encoder, 3));
    MissingCells zero = new MissingCells(MissingRule.ZERO, true);
    Encoder logged = toNumbers("{'log': 'x', 'min-max': 'x'}", zero, 0, Math.E - 1, MISSING);
    assertArrayEquals(new double[] {0, 1}, encoded(logged, MISSING));
    assertArrayEquals(new double[] {1, 0}, encoded(logged, Math.E - 1));
  }

  @Test
  void thereIsNoIndicatorWhereNothingWasMissing() {
    Encoder encoder = toNumbers("{}", new MissingCells(MissingRule.MEAN, true), 1, 3);
    assertArrayEquals(new double[] {2}, encoded(encoder, MISSING));
  }
}
