package org.sparkprop.common.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class ExactMomentsTest {
  @Test
  void momentsOfNothingAreZero() {
    ExactMoments moments = new ExactMoments();
    assertEquals(0, moments.count());
    assertEquals(0, moments.mean());
    assertEquals(0, moments.variance());
  }

  @Test
  void meanAndVarianceOfFewNumbers() {
    // Mean (2 + 4 + 9) / 3 = 5; variance (9 + 1 + 16) / 3.
    ExactMoments moments = of(2, 4, 9);
    assertEquals(3, moments.count());
    assertEquals(5, moments.mean());
    assertEquals(26.0 / 3, moments.variance());
  }

  @Test
  void varianceOfEqualNumbersIsExactlyZero() {
    assertEquals(0, of(0.1, 0.1, 0.1).variance());
  }

  @Test
  void varianceFarFromZeroLosesNothing() {
    // The textbook formula in doubles gives 0 or less here: 1e9² has no room for the difference.
    assertEquals(0.25, of(1e9, 1e9 + 1).variance());
    assertEquals(0.25e-12, of(1, 1 + 1e-6).variance(), 1e-22);
  }

  @Test
  void holdsNumbersWhoseSquaresNoDoubleHolds() {
    assertEquals(1e200, of(1e200, 1e200).mean());
    assertEquals(0, of(1e200, 1e200).variance());
    assertEquals(0, of(1e-300, 1e-300).variance());
    assertEquals(1e-200, of(-1e-100, 1e-100).variance(), 1e-216);
  }

  @Test
  void mergedPartsThroughBytesEqualTheWhole() {
    ExactMoments merged = new ExactMoments();
    merged.add(throughBytes(of(7.25, -3e-5)));
    merged.add(throughBytes(of()));
    merged.add(throughBytes(of(1e12)));
    ExactMoments whole = of(1e12, 7.25, -3e-5);
    assertEquals(whole.count(), merged.count());
    assertEquals(whole.mean(), merged.mean());
    assertEquals(whole.variance(), merged.variance());
  }

  private static ExactMoments of(double... values) {
    ExactMoments moments = new ExactMoments();
    for (double value : values) {
      moments.add(value);
    }
    return moments;
  }

  private static ExactMoments throughBytes(ExactMoments moments) {
    ByteBuffer bytes = ByteBuffer.allocate(ExactMoments.ENCODED_BYTES);
    moments.encodeTo(bytes);
    bytes.flip();
    return ExactMoments.decode(bytes);
  }
}
