package org.sparkprop.driver.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** In which keys two trees differ, and which keys may when a run is resumed. */
final class Differences {
  /**
   * What changes no bit of what has been computed: names and places (what lies there is held by the
   * data's own fingerprint), where and how rounds run, when the run ends, and what is saved of it.
   */
  static final List<String> CHANGEABLE =
      List.of(
          "name",
          "output",
          "data.source",
          "data.validation",
          "data.test",
          "training.epochs",
          "training.rounds",
          "training.round-timeout-seconds",
          "training.checkpoints",
          "training.resume",
          "training.on-divergence",
          "training.initial-weights",
          "training.start-from.model",
          "training.early-stopping.patience");

  private static final String NOTHING = "nothing";

  private Differences() {}

  /** A key with what two trees have under it. */
  record Difference(String key, String before, String now) {
    String text(String from) {
      return "%s: %s in %s, now %s".formatted(key, before, from, now);
    }
  }

  static boolean mayChange(String key) {
    return CHANGEABLE.stream()
        .anyMatch(
            name -> key.equals(name) || key.startsWith(name + ".") || key.startsWith(name + "["));
  }

  /** All keys whose values differ, in their order. */
  static List<Difference> of(JsonNode before, JsonNode now) {
    Map<String, String> old = new TreeMap<>();
    Map<String, String> recent = new TreeMap<>();
    flatten("", before, old);
    flatten("", now, recent);
    TreeSet<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(recent.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String key : keys) {
      Difference difference =
          new Difference(key, old.getOrDefault(key, NOTHING), recent.getOrDefault(key, NOTHING));
      if (!difference.before.equals(difference.now)) {
        differences.add(difference);
      }
    }
    return differences;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              field ->
                  flatten(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      into));
    } else if (node.isArray() && !node.isEmpty()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "[" + i + "]", node.get(i), into);
      }
    } else if (!node.isNull()) {
      into.put(path, node.isNumber() ? number(node) : node.asText(node.toString()));
    }
  }

  /** Whole numbers alike, whether they were read as such or as doubles. */
  private static String number(JsonNode node) {
    return node.isIntegralNumber()
        ? node.asText()
        : Double.toString(node.doubleValue()).replaceFirst("\\.0$", "");
  }
}
