package org.sparkprop.common.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sparkprop.common.encoder.Fitting.encode;

import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.row.ColumnKind;

class EncodeConfigurationTest {
  private static void refused(String json, String... parts) {
    String message =
        assertThrows(ConfigurationException.class, () -> encode(json), json).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void aColumnStandsUnderOneKey() {
    String[] lists = {"standardize", "min-max", "quantile", "one-hot", "target-mean", "date"};
    for (int i = 0; i < lists.length; i++) {
      for (int j = i + 1; j < lists.length; j++) {
        refused(
            "{'%s': ['a', 'x'], '%s': 'x'}".formatted(lists[i], lists[j]),
            "column x: expected it under one of these keys, got it under %s and %s"
                .formatted(lists[i], lists[j]));
      }
      refused("{'%s': 'x', 'hash': {'x': 3}}".formatted(lists[i]), "column x");
      refused("{'%s': 'x', 'words': {'x': {}}}".formatted(lists[i]), "column x", "and words");
    }
    refused(
        "{'words': {'x': {}}, 'tokens': {'x': {'length': 2, 'vocabulary': 9}}}",
        "under words and tokens");
    refused("{'log': 'x', 'quantile': 'x'}", "under quantile and log");
    refused("{'log': 'x', 'one-hot': 'x'}", "under one-hot and log");
  }

  @Test
  void aLogarithmMayBeScaledFurther() {
    encode("{'log': ['a', 'b'], 'standardize': 'a', 'min-max': 'b'}");
    encode("{'log': 'a', 'scale': 2}");
  }

  @Test
  void allIsWhatNoOtherKeyNames() {
    EncodeConfiguration encode =
        encode("{'standardize': 'all', 'min-max': 'b', 'quantile': 'c', 'log': 'd'}");
    assertTrue(encode.standardizes("a"));
    assertTrue(encode.standardizes("d"));
    assertFalse(encode.standardizes("b"));
    assertTrue(encode.scalesToRange("b"));
    assertFalse(encode.standardizes("c"));
    assertFalse(encode.columns().get("standardize").contains("all"));
    refused("{'standardize': 'all', 'min-max': 'all'}", "min-max: expected `all` under");
  }

  @Test
  void whatCannotBe() {
    refused("{'scale': 2, 'min-max': 'x'}", "expected either scale or min-max, got both");
    refused("{'scale': 2, 'quantile': 'x'}", "expected either scale or quantile, got both");
    refused("{'hash': {'x': 0}}", "hash: expected 1 to 1,048,576 buckets for column x, got 0");
    refused("{'hash': {'x': 'many'}}", "hash.x: expected a whole number, got `many`");
    refused("{'hash': 'x'}", "hash: expected a map of keys and values, got `x`");
    refused("{'words': {'x': {'buckets': 0}}}", "words.x.buckets: expected 1 to 262,144, got 0");
    refused("{'words': {'x': {'buckets': 262145}}}", "expected 1 to 262,144, got 262,145");
    refused("{'words': {'x': {'words': 3}}}", "words.x.words: expected 1, single words, or 2");
    refused("{'words': {'x': {'weighting': 'tf'}}}", "words.x.weighting: unknown value `tf`");
    refused("{'words': {'x': {'stop-words': 'french'}}}", "words.x.stop-words: unknown value");
    refused("{'tokens': {'x': {'vocabulary': 9}}}", "tokens.x.length: is missing");
    refused(
        "{'tokens': {'x': {'length': 0, 'vocabulary': 9}}}",
        "tokens.x.length: expected 1 to 65,536, got 0");
    refused(
        "{'tokens': {'x': {'length': 5, 'vocabulary': 2}}}",
        "tokens.x.vocabulary: expected 3 to 1,000,000, with padding and unknown words, got 2");
  }

  @Test
  void keysSayHowColumnsAreRead() {
    EncodeConfiguration encode =
        encode("{'hash': {'a': 3}, 'one-hot': 'b', 'date': 'c', 'words': {'e': {}}}");
    assertEquals(ColumnKind.CATEGORY, encode.kind("a"));
    assertEquals(ColumnKind.CATEGORY, encode.kind("b"));
    assertEquals(ColumnKind.DATE, encode.kind("c"));
    assertEquals(ColumnKind.NUMBER, encode.kind("d"));
    assertEquals(ColumnKind.TEXT, encode.kind("e"));
    assertFalse(encode.isEmpty());
    assertTrue(encode("{}").isEmpty());
  }
}
