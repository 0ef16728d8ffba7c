package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.configuration.RoundMode;

class WireLimitsTest {
  private static final long MIB = 1 << 20;

  private static SparkConf results(String most) {
    return new SparkConf(false).set("spark.driver.maxResultSize", most);
  }

  private static String refusal(WireLimits limits, SparkConf conf, RoundMode mode, int tasks) {
    return assertThrows(UserMistake.class, () -> limits.require(conf, mode, tasks)).getMessage();
  }

  @Test
  void sumsOfAllTasksMustFitIntoTheDriversResults() {
    WireLimits limits = new WireLimits(10 * MIB, 10 * MIB);
    assertEquals(
        "spark.driver.maxResultSize: a round of this network brings 40 MiB back, and it allows 39"
            + " MiB; set --conf spark.driver.maxResultSize=80m, or take training.rounds: standing",
        refusal(limits, results("39m"), RoundMode.JOB, 4));
    assertDoesNotThrow(() -> limits.require(results("40m"), RoundMode.JOB, 4));
    assertDoesNotThrow(() -> limits.require(results("39m"), RoundMode.STANDING, 4));
    assertDoesNotThrow(() -> limits.require(results("0"), RoundMode.JOB, 4));
  }

  @Test
  void oneSumComesBackWhereTasksMergeBySlices() {
    WireLimits limits = new WireLimits(100 * MIB, 100 * MIB);
    assertDoesNotThrow(() -> limits.require(results("100m"), RoundMode.JOB, 50));
    assertTrue(refusal(limits, results("99m"), RoundMode.JOB, 50).contains("100 MiB back"));
    assertDoesNotThrow(() -> limits.require(new SparkConf(false), RoundMode.JOB, 50));
  }

  @Test
  void weightsGoOutInOneArray() {
    WireLimits limits = new WireLimits(2048 * MIB, 2048 * MIB);
    assertTrue(
        refusal(limits, new SparkConf(false), RoundMode.STANDING, 1)
            .startsWith("network.layers: the weights take 2,048 MiB"));
  }
}
