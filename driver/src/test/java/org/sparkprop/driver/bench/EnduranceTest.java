package org.sparkprop.driver.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.driver.LocalSpark;

/** {@code scripts/bench endurance} in short: what is counted does not grow with the rounds. */
class EnduranceTest {
  private static final int ROUNDS = 240;
  private static final int EVERY = 80;

  /** Spark's pools start threads late and let them go when they like; fewer than epochs between. */
  private static final int THREADS_THAT_COME_AND_GO = 16;

  @ParameterizedTest
  @ValueSource(strings = {"standing", "job"})
  void countsStayAsTheyAre(String rounds) {
    List<Endurance.Sample> samples =
        LocalSpark.with(
            2,
            spark -> {
              try {
                return Endurance.during(spark, ROUNDS, rounds, EVERY);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertEquals(ROUNDS / EVERY, samples.size());
    Footprint before = samples.get(0).footprint();
    Footprint after = samples.get(samples.size() - 1).footprint();
    String both = before.line() + " and then " + after.line();
    assertTrue(before.blocks() > 0 && before.openFiles() > 0, both);
    assertEquals(before.blocks(), after.blocks(), both);
    assertEquals(before.broadcasts(), after.broadcasts(), both);
    assertEquals(before.openFiles(), after.openFiles(), both);
    assertTrue(after.threads() <= before.threads() + THREADS_THAT_COME_AND_GO, both);
  }
}
