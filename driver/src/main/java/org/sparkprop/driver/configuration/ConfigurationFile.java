package org.sparkprop.driver.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.configuration.Problem;
import org.sparkprop.common.configuration.UserMistake;

/** Reads configurations from YAML files and writes them. */
public final class ConfigurationFile {
  private static final long LARGEST_BYTES = 4L << 20;

  /** The sources that may be given as a path alone. */
  private static final List<String> FILE_SOURCES = List.of("csv", "json", "orc", "parquet");

  /** Keys under {@code data} that hold a source. */
  private static final List<String> SOURCES = List.of("source", "validation", "test");

  /** Keys of a source's that hold a path. */
  private static final List<String> PATHS_OF_SOURCES =
      List.of("path", "images", "labels", "label-table");

  private ConfigurationFile() {}

  /**
   * Reads a configuration.
   *
   * @param overrides {@code key=value} each, which override what the file says
   * @throws UserMistake with all mistakes of the file, each with its line
   */
  public static RunConfiguration load(Path file, List<String> overrides) {
    YamlTree tree = YamlTree.parse(read(file), file.toString());
    if (!(tree.root() instanceof ObjectNode root)) {
      throw new UserMistake(file + ": expected keys with values, such as data, network, training");
    }
    resolvePaths(root, file.toAbsolutePath().getParent());
    overrides.forEach(override -> apply(root, override));
    try {
      return Binder.bind(root, RunConfiguration.class, "");
    } catch (ConfigurationException e) {
      throw mistake(file.toString(), tree, overrides, e);
    }
  }

  private static String read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new UserMistake(file + " is a folder; expected a YAML file");
      }
      if (Files.size(file) > LARGEST_BYTES) {
        throw new UserMistake(file + ": expected a configuration of at most 4 MiB");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UserMistake("there is no file " + file, e);
    } catch (CharacterCodingException e) {
      throw new UserMistake(file + " is not a text in UTF-8", e);
    } catch (IOException e) {
      throw new UserMistake(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static UserMistake mistake(
      String file, YamlTree tree, List<String> overrides, ConfigurationException e) {
    String text =
        e.problems().stream()
            .map(problem -> located(file, tree, overrides, problem))
            .collect(Collectors.joining("\n"));
    return new UserMistake(text, e);
  }

  private static String located(
      String file, YamlTree tree, List<String> overrides, Problem problem) {
    for (String override : overrides) {
      if (problem.path().startsWith(override.substring(0, override.indexOf('=')))) {
        return "--set " + override + ": " + problem;
      }
    }
    return tree.line(problem.path())
        .map(line -> file + ", line " + line + ": " + problem)
        .orElse(file + ": " + problem);
  }

  /**
   * Paths that are relative and lead to something from the configuration's own folder mean that;
   * all others are left to the file system, which takes them from the working directory.
   */
  private static void resolvePaths(ObjectNode root, Path folder) {
    for (String key : SOURCES) {
      JsonNode source = root.path("data").path(key);
      source.forEach(settings -> PATHS_OF_SOURCES.forEach(of -> resolve(settings, of, folder)));
      FILE_SOURCES.forEach(kind -> resolve(source, kind, folder));
    }
    JsonNode training = root.path("training");
    resolve(training, "initial-weights", folder);
    resolve(training, "start-from", folder);
    resolve(training.path("start-from"), "model", folder);
  }

  private static void resolve(JsonNode holder, String key, Path folder) {
    String text = holder.path(key).asText("");
    if (!holder.path(key).isTextual()
        || !(holder instanceof ObjectNode object)
        || text.isEmpty()
        || text.contains(":")) {
      return;
    }
    // Of a pattern, the part before the first wildcard tells whether it is meant from here.
    Path fixed = Path.of(text.replaceFirst("[/]?[^/]*[*?\\[{].*$", ""));
    if (!fixed.isAbsolute() && Files.exists(folder.resolve(fixed))) {
      object.put(key, folder.resolve(text).normalize().toString());
    }
  }

  private static void apply(ObjectNode root, String override) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      throw new UserMistake("--set %s: expected key=value".formatted(override));
    }
    String[] keys = override.substring(0, equals).split("\\.", -1);
    JsonNode value =
        equals == override.length() - 1
            ? JsonNodeFactory.instance.textNode("")
            : YamlTree.parse(override.substring(equals + 1), "--set " + override).root();
    ObjectNode at = root;
    for (int i = 0; i < keys.length - 1; i++) {
      JsonNode child = at.get(keys[i]);
      at = child instanceof ObjectNode object ? object : at.putObject(keys[i]);
    }
    at.set(keys[keys.length - 1], value);
  }

  /**
   * A value as it stands in a configuration.
   *
   * @throws UserMistake if it is not YAML
   */
  public static JsonNode value(String text) {
    return YamlTree.parse(text, "`" + text + "`").root();
  }

  /** The whole configuration as YAML, defaults written out. Loading it gives an equal one. */
  public static String toYaml(RunConfiguration configuration) {
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(100).build();
    return new Dump(settings).dumpToString(plain(ConfigurationTree.of(configuration)));
  }

  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(element -> list.add(plain(element)));
      return list;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNumber() ? node.numberValue() : node.asText();
  }
}
