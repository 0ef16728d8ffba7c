package org.sparkprop.driver.probe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.plan.Handling;

/** What the driver takes to encode weights, and to decode and add sums, by number. */
record HandlingProbe(Precision precision, int parameters) {
  /**
   * For a message through Spark's network layer, whatever its length: what rounds of a network of
   * some hundred parameters took more for each executor, on the simulated hosts of
   * scripts/simulate-network.
   */
  private static final double MESSAGE = 50e-6;

  /** Shorter vectors are handled in no time, and would measure the clock. */
  private static final int LEAST_NUMBERS = 100_000;

  Handling measure(double seconds) {
    FlatVector vector = FlatVector.zeros(precision, Math.max(LEAST_NUMBERS, parameters));
    for (int i = 0; i < vector.length(); i++) {
      // No zeros: these would travel as next to nothing.
      vector.set(i, 1 + 1.0 / (1 + i));
    }
    double sent = Repeated.median(seconds / 2, () -> Repeated.seconds(() -> encode(vector)));
    GradientSum sum = new GradientSum(vector, 0, 1, 1);
    ByteBuffer encoded =
        ByteBuffer.allocate(Math.toIntExact(sum.encodedBytes())).order(ByteOrder.LITTLE_ENDIAN);
    sum.encodeTo(encoded);
    double merged =
        Repeated.median(
            seconds / 2,
            () ->
                Repeated.seconds(
                    () ->
                        sum.add(GradientSum.decode(precision, vector.length(), encoded.rewind()))));
    return new Handling(MESSAGE, sent / vector.length(), merged / vector.length());
  }

  private static void encode(FlatVector vector) {
    vector.encodeTo(ByteBuffer.allocate(Math.toIntExact(vector.encodedBytes())));
  }
}
