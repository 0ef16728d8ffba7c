package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.UserMistake;

class ExecutorMemoryTest {
  private static final long MIB = 1 << 20;
  private static final ExecutorMemory NEED = new ExecutorMemory(4, 600 * MIB, 900 * MIB);

  private static SparkConf conf(String... settings) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return conf;
  }

  @Test
  void aContainerTooSmallIsRefusedWithTheSettingThatWillDo() {
    for (String master : new String[] {"yarn", "k8s://https://127.0.0.1:6443"}) {
      UserMistake refused =
          assertThrows(UserMistake.class, () -> NEED.require(conf(), master), master);
      assertTrue(
          refused.getMessage().contains("--conf spark.executor.memoryOverhead=600m"),
          refused.getMessage());
      assertTrue(refused.getMessage().contains("which has 384 MiB"), refused.getMessage());
    }
    assertDoesNotThrow(() -> NEED.require(conf("spark.executor.memoryOverhead", "600m"), "yarn"));
    assertThrows(
        UserMistake.class,
        () -> NEED.require(conf("spark.executor.memoryOverhead", "599"), "yarn"));
  }

  @Test
  void overheadGrowsWithTheHeap() {
    assertDoesNotThrow(() -> NEED.require(conf("spark.executor.memory", "6g"), "yarn"));
    assertThrows(
        UserMistake.class, () -> NEED.require(conf("spark.executor.memory", "5g"), "yarn"));
    assertDoesNotThrow(
        () ->
            NEED.require(
                conf("spark.executor.memory", "2g", "spark.executor.memoryOverheadFactor", "0.4"),
                "yarn"));
  }

  @Test
  void aHeapTooSmallIsRefusedOnAnyCluster() {
    UserMistake refused =
        assertThrows(
            UserMistake.class,
            () -> NEED.require(conf("spark.executor.memory", "800m"), "spark://127.0.0.1:7077"));
    assertTrue(refused.getMessage().contains("--executor-memory 900m"), refused.getMessage());
    assertDoesNotThrow(() -> NEED.require(conf(), "spark://127.0.0.1:7077"));
    assertDoesNotThrow(() -> NEED.require(conf("spark.executor.memory", "10m"), "local[2]"));
  }

  @Test
  void readsWell() {
    assertEquals("600 MiB off the heap and 900 MiB in it for 4 tasks at once", NEED.text());
  }
}
