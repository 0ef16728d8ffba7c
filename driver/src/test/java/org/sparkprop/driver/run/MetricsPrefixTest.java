package org.sparkprop.driver.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsPrefixTest {
  private static String round(int number) {
    return "{\"event\":\"round\",\"round\":%d,\"epoch\":1}".formatted(number);
  }

  private static final String START = "{\"event\":\"start\"}";
  private static final String EPOCH = "{\"event\":\"epoch\",\"epoch\":1}";
  private static final String BACK = "{\"event\":\"rollback\",\"to-round\":1}";

  private static void assertKeeps(int lines, long round, int rollbacks, List<String> all)
      throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    byte[] text = String.join("\n", all).getBytes(StandardCharsets.UTF_8);
    MetricsPrefix prefix = new MetricsPrefix(round, rollbacks);
    prefix.copy(new ByteArrayInputStream(text), kept);
    assertEquals(all.subList(0, lines), kept.toString(StandardCharsets.UTF_8).lines().toList());
    assertEquals(lines == 0, prefix.isEmpty());
  }

  @Test
  void keepsWhatWasBeforeTheCheckpoint() throws IOException {
    List<String> lines = List.of(START, round(1), round(2), EPOCH, round(3), "{\"event\":\"end\"}");
    assertKeeps(2, 1, 0, lines);
    assertKeeps(4, 2, 0, lines);
    assertKeeps(5, 3, 0, lines);
    assertKeeps(5, 9, 0, lines);
  }

  @Test
  void dropsATornLastLine() throws IOException {
    assertKeeps(2, 2, 0, List.of(START, round(1), "{\"event\":\"round\",\"rou"));
    assertKeeps(0, 2, 0, List.of());
  }

  @Test
  void roundsThatCameAgainAreCountedByHowOftenTheRunWentBack() throws IOException {
    List<String> lines =
        List.of(START, round(1), round(2), round(3), BACK, round(2), round(3), BACK, round(2));
    assertKeeps(3, 2, 0, lines);
    assertKeeps(4, 3, 0, lines);
    assertKeeps(5, 1, 1, lines);
    assertKeeps(6, 2, 1, lines);
    assertKeeps(8, 1, 2, lines);
    assertKeeps(9, 2, 2, lines);
  }
}
