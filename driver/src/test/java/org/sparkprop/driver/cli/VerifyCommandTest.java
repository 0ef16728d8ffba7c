package org.sparkprop.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparkprop.driver.Examples;

/** {@code verify} over an epoch's end, by both engines, with dropout, noise and curvature. */
class VerifyCommandTest {
  @BeforeAll
  static void localMaster() {
    LocalMaster.set();
  }

  @AfterAll
  static void forget() {
    LocalMaster.clear();
  }

  private static void assertSame(int rounds, String... settings) {
    List<String> line = new ArrayList<>(List.of("verify", Examples.digits().toString()));
    line.addAll(List.of("--rounds", Integer.toString(rounds)));
    for (String setting : settings) {
      line.addAll(List.of("--set", setting));
    }
    CommandsTest.Outcome outcome = CommandsTest.run(line.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.out());
    String expected = rounds + " rounds have the same bits on the cluster and in one thread";
    assertTrue(outcome.out().contains(expected), outcome.out());
  }

  @Test
  void theClusterComputesWhatOneThreadDoes() {
    assertSame(12);
    assertSame(
        12,
        "training.rounds=job",
        "network.layers=[{dense: {units: 16}}, batch-normalization, {dense: {units: 10}}]",
        "training.shards=5");
    assertSame(
        4,
        "training.update-rule=levenberg-marquardt",
        "training.batch-size=full",
        "network.layers=[{dense: {units: 4, activation: tanh}}, {dense: {units: 10}}]");
    assertSame(
        12,
        "training.gradient-compression={top-k: {share: 0.1}}",
        "training.local-steps={steps: 2, learning-rate: 0.01}");
  }

  @Test
  void noRoundsAreAMistake() {
    MistakesTest.Outcome outcome =
        MistakesTest.run("verify", Examples.digits().toString(), "--rounds", "0");
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("--rounds: expected at least 1, got 0"), outcome.err());
  }
}
