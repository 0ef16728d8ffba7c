package org.sparkprop.driver.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.sparkprop.common.configuration.UserMistake;

/**
 * YAML text as a tree, with the line of every path. Only plain data: a tag that names a type is an
 * error, aliases are errors too, so that no few lines expand into gigabytes.
 *
 * @param lines path, as in {@code network.layers[2].dense}, to line, counted from 1
 */
record YamlTree(JsonNode root, Map<String, Integer> lines) {
  private static final Set<Tag> PLAIN =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ);
  private static final int DEEPEST = 50;

  /**
   * Parses text.
   *
   * @param file for messages
   * @throws UserMistake naming the line
   */
  static YamlTree parse(String text, String file) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setAllowDuplicateKeys(false).build();
    Optional<Node> node;
    try {
      node = new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
      throw new UserMistake("%s, line %d: %s".formatted(file, line, e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw new UserMistake(file + ": " + e.getMessage(), e);
    }
    if (node.isEmpty()) {
      throw new UserMistake(file + " is empty; expected data, network and training");
    }
    Map<String, Integer> lines = new HashMap<>();
    JsonNode root = new Reader(file, lines).read(node.get(), "", 0);
    return new YamlTree(root, lines);
  }

  /** The line of a path, or of the nearest part of the tree that holds it. */
  Optional<Integer> line(String path) {
    String at = path;
    while (!at.isEmpty()) {
      if (lines.containsKey(at)) {
        return Optional.of(lines.get(at));
      }
      int cut = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
      at = cut < 0 ? "" : at.substring(0, cut);
    }
    return Optional.empty();
  }

  private static final class Reader {
    private final String file;
    private final Map<String, Integer> lines;
    private final Set<Node> seen = new HashSet<>();

    Reader(String file, Map<String, Integer> lines) {
      this.file = file;
      this.lines = lines;
    }

    JsonNode read(Node node, String path, int depth) {
      if (depth > DEEPEST) {
        throw mistake(node, "expected at most " + DEEPEST + " levels, got more");
      }
      if (!PLAIN.contains(node.getTag())) {
        throw mistake(node, "expected plain data, got the tag " + node.getTag().getValue());
      }
      lines.putIfAbsent(path, line(node));
      if (node instanceof ScalarNode scalar) {
        return scalar(scalar);
      }
      if (!seen.add(node)) {
        throw mistake(node, "expected the data itself, got an alias of it; write it out");
      }
      if (node instanceof SequenceNode sequence) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        List<Node> elements = sequence.getValue();
        for (int i = 0; i < elements.size(); i++) {
          array.add(read(elements.get(i), path + "[" + i + "]", depth + 1));
        }
        return array;
      }
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (NodeTuple tuple : ((MappingNode) node).getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw mistake(tuple.getKeyNode(), "expected a word as key");
        }
        String name = key.getValue();
        if (object.has(name)) {
          throw mistake(key, "the key " + name + " stands here twice");
        }
        String child = path.isEmpty() ? name : path + "." + name;
        lines.put(child, line(key));
        object.set(name, read(tuple.getValueNode(), child, depth + 1));
      }
      return object;
    }

    private static int line(Node node) {
      return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private UserMistake mistake(Node node, String message) {
      return new UserMistake("%s, line %d: %s".formatted(file, line(node), message));
    }

    private JsonNode scalar(ScalarNode node) {
      String text = node.getValue();
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      Tag tag = node.getTag();
      if (tag.equals(Tag.NULL)) {
        return nodes.nullNode();
      }
      if (tag.equals(Tag.BOOL)) {
        return nodes.booleanNode(Boolean.parseBoolean(text));
      }
      if (tag.equals(Tag.INT)) {
        BigInteger value = new BigInteger(text);
        return value.bitLength() < Long.SIZE
            ? nodes.numberNode(value.longValue())
            : nodes.numberNode(value);
      }
      if (tag.equals(Tag.FLOAT)) {
        return number(text);
      }
      // Number forms of YAML 1.1 that people write, such as 1e-3, are texts in YAML 1.2's JSON
      // schema.
      return node.getScalarStyle() == ScalarStyle.PLAIN
              && text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")
          ? number(text)
          : nodes.textNode(text);
    }

    private static JsonNode number(String text) {
      return switch (text) {
        case ".inf", "+.inf" -> JsonNodeFactory.instance.numberNode(Double.POSITIVE_INFINITY);
        case "-.inf" -> JsonNodeFactory.instance.numberNode(Double.NEGATIVE_INFINITY);
        case ".nan" -> JsonNodeFactory.instance.numberNode(Double.NaN);
        default -> JsonNodeFactory.instance.numberNode(Double.parseDouble(text));
      };
    }
  }
}
