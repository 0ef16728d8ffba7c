package org.sparkprop.driver.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates and times as users write them, and figures as they read them. */
class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "1Gbit, 1e9",
    "1gbit, 1e9",
    "100Mbit, 1e8",
    "100 Mbit/s, 1e8",
    "2.5Gbps, 0",
    "2.5Gbitps, 2.5e9",
    "512kbit, 512e3",
    "1GB, 8e9",
    "1.25GB/s, 1e10",
    "10MB, 8e7",
    "8kB, 64e3",
  })
  void bandwidths(String text, double bits) {
    if (bits == 0) {
      assertThrows(IllegalArgumentException.class, () -> Bandwidth.parse(text));
    } else {
      assertEquals(bits, Bandwidth.parse(text).bitsPerSecond(), bits * 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "Gbit",
        "1Gb",
        "1mb",
        "-1Gbit",
        "0Gbit",
        "0.0MB",
        "1.Gbit",
        ".5Gbit",
        "1e3Mbit",
        "1Tbit",
        "1Gbit/min",
        "1,000Mbit",
        "NaNGbit",
        "1GiB",
        "1Gbit 2"
      })
  void whatIsNoBandwidthIsRefusedWithWhatWouldBe(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Bandwidth.parse(text)).getMessage();
    assertTrue(message.contains("such as 10Gbit"), message);
    assertTrue(message.contains("`" + text + "`"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "0.2ms, 2e-4",
    "50us, 5e-5",
    "50 µs, 5e-5",
    "1s, 1",
    "800ns, 8e-7",
    "0ms, 0",
    "12.5 ms, 0.0125",
  })
  void latencies(String text, double seconds) {
    assertEquals(seconds, Latency.parse(text).seconds(), 1e-15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "ms", "-1ms", "1min", "1h", "1,5ms", "infinity", "1MS", "1e-3s"})
  void whatIsNoLatencyIsRefusedWithWhatWouldBe(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Latency.parse(text)).getMessage();
    assertTrue(message.contains("such as 0.2ms"), message);
    assertTrue(message.contains("`" + text + "`"), message);
  }

  @Test
  void figuresHaveThreeDigitsAndTheUnitThatSuits() {
    assertEquals("1 Gbit/s", Bandwidth.parse("1000Mbit").text());
    assertEquals("100 Mbit/s", Bandwidth.parse("100Mbit").text());
    assertEquals("200 µs", Latency.parse("0.2ms").text());
    assertEquals("0 µs", Figures.duration(0));
    assertEquals("1 ms", Figures.duration(0.9996e-3));
    assertEquals("12.3 ms", Figures.duration(0.01234));
    assertEquals("7.89 s", Figures.duration(7.891));
    assertEquals("2 min 0 s", Figures.duration(120.4));
    assertEquals("2 h 5 min", Figures.duration(7500));
    assertEquals("512 B", Figures.bytes(512));
    assertEquals("2.04 MiB", Figures.bytes(535_818 * 4.0));
    assertEquals("1,234", Figures.number(1234.4));
    assertEquals("0.0123", Figures.number(0.012345));
  }
}
