package org.sparkprop.common.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Turns configuration trees into records. The record is the schema: its components are the keys (in
 * kebab-case), {@link Default} says what is left out, the compact constructor checks values, and an
 * interface with {@link Members} is a family of which one member is chosen by name. Mistakes are
 * gathered and reported together, each with its path.
 *
 * <p>A list of texts may be given as a single text, and a record whose first component is a text or
 * a double as that text or number alone, where the others may be left out. Components may be of
 * type int, long, double, boolean, String, an enum, a record, a family, or an Optional,
 * OptionalInt, OptionalDouble, List or Map (with text keys) of these. Optional ones, lists and maps
 * that are left out are empty; anything else without a default is required.
 */
public final class Binder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Object FAILED = new Object();

  private final List<Problem> problems = new ArrayList<>();

  private Binder() {}

  /**
   * The record that {@code tree} describes; {@code path} is where the tree stands in its file.
   *
   * @throws ConfigurationException with all mistakes found
   */
  public static <T> T bind(JsonNode tree, Class<T> type, String path) {
    Binder binder = new Binder();
    Object value = binder.value(tree, type, path);
    if (!binder.problems.isEmpty()) {
      throw new ConfigurationException(binder.problems);
    }
    return type.cast(value);
  }

  private Object value(JsonNode node, Type type, String path) {
    if (type instanceof ParameterizedType generic) {
      return container(node, generic, path);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == int.class || raw == Integer.class || raw == long.class || raw == OptionalInt.class) {
      return integer(node, raw, path);
    }
    if (raw == double.class || raw == Double.class || raw == OptionalDouble.class) {
      return number(node, raw, path);
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return node.isBoolean() ? node.booleanValue() : wrong(node, "true or false", path);
    }
    if (raw == String.class) {
      return node.isValueNode() && !node.isNull() ? node.asText() : wrong(node, "a text", path);
    }
    if (raw == JsonNode.class) {
      return node;
    }
    if (raw.isEnum()) {
      return constant(node, raw, path);
    }
    if (raw.isAnnotationPresent(Members.class)) {
      return member(node, raw, path);
    }
    if (raw.isRecord()) {
      return record(node, raw, path);
    }
    throw new IllegalStateException("no configuration can hold a " + raw.getName());
  }

  private Object integer(JsonNode node, Class<?> raw, String path) {
    boolean whole = node.isIntegralNumber() && node.canConvertToLong();
    if (!whole || (raw != long.class && !node.canConvertToInt())) {
      return wrong(node, "a whole number", path);
    }
    if (raw == long.class) {
      return node.longValue();
    }
    if (raw == OptionalInt.class) {
      return OptionalInt.of(node.intValue());
    }
    return node.intValue();
  }

  private Object number(JsonNode node, Class<?> raw, String path) {
    if (!node.isNumber()) {
      return wrong(node, "a number", path);
    }
    double value = node.doubleValue();
    if (raw == OptionalDouble.class) {
      return OptionalDouble.of(value);
    }
    return value;
  }

  private Object container(JsonNode node, ParameterizedType type, String path) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      Object value = value(node, arguments[0], path);
      return value == FAILED ? FAILED : Optional.of(value);
    }
    if (type.getRawType() == List.class) {
      boolean isOneText = node.isValueNode() && !node.isNull() && arguments[0] == String.class;
      boolean isOneNumber = node.isNumber() && arguments[0] == Integer.class;
      if (isOneText || isOneNumber) {
        Object value = value(node, arguments[0], path);
        return value == FAILED ? FAILED : List.of(value);
      }
      if (!node.isArray()) {
        return wrong(node, "a list", path);
      }
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < node.size(); i++) {
        values.add(value(node.get(i), arguments[0], path + "[" + i + "]"));
      }
      return values.contains(FAILED) ? FAILED : List.copyOf(values);
    }
    if (!node.isObject()) {
      return wrong(node, "a map of keys and values", path);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    node.properties()
        .forEach(
            e -> values.put(e.getKey(), value(e.getValue(), arguments[1], at(path, e.getKey()))));
    return values.containsValue(FAILED) ? FAILED : values;
  }

  private Object constant(JsonNode node, Class<?> type, String path) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = Names.kebab(((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
      if (node.isTextual() && name.equals(node.asText())) {
        return constant;
      }
      names.add(name);
    }
    return node.isTextual()
        ? problem(
            path, "unknown value `%s`; %s", node.asText(), Names.suggestion(node.asText(), names))
        : wrong(node, "one of " + String.join(", ", names), path);
  }

  private Object member(JsonNode node, Class<?> family, String path) {
    Members members = family.getAnnotation(Members.class);
    if (node.isNumber() && members.number() != Members.None.class) {
      RecordComponent first = members.number().getRecordComponents()[0];
      ObjectNode settings = JsonNodeFactory.instance.objectNode();
      settings.set(Names.kebab(first.getName()), node);
      return record(settings, members.number(), path);
    }
    String name;
    JsonNode settings;
    if (node.isTextual()) {
      name = node.asText();
      settings = JsonNodeFactory.instance.objectNode();
    } else if (node.isObject() && node.size() == 1) {
      name = node.fieldNames().next();
      settings = node.get(name);
    } else {
      return wrong(node, "one of " + String.join(", ", names(members)), path);
    }
    for (Class<? extends Record> member : members.value()) {
      if (Names.of(member).equals(name)) {
        return record(settings, member, at(path, name));
      }
    }
    return problem(path, "unknown name `%s`; %s", name, Names.suggestion(name, names(members)));
  }

  private static List<String> names(Members members) {
    return Arrays.stream(members.value()).map(Names::of).toList();
  }

  private Object record(JsonNode given, Class<?> type, String path) {
    RecordComponent[] components = type.getRecordComponents();
    JsonNode node = given.isNull() ? JsonNodeFactory.instance.objectNode() : given;
    if (node.isTextual() && components.length > 0 && components[0].getType() == String.class) {
      node = JsonNodeFactory.instance.objectNode().set(Names.kebab(components[0].getName()), node);
    }
    boolean isOfNumber = components.length > 0 && components[0].getType() == double.class;
    if (node.isNumber() && isOfNumber) {
      node = JsonNodeFactory.instance.objectNode().set(Names.kebab(components[0].getName()), node);
    }
    if (!node.isObject()) {
      return wrong(node, "keys with values", path);
    }
    List<String> keys = Arrays.stream(components).map(c -> Names.kebab(c.getName())).toList();
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!keys.contains(name)) {
        problem(at(path, name), "unknown key; %s", Names.suggestion(name, keys));
      }
    }
    Object[] arguments = new Object[components.length];
    boolean failed = false;
    for (int i = 0; i < components.length; i++) {
      arguments[i] = component(node.path(keys.get(i)), components[i], at(path, keys.get(i)));
      failed |= arguments[i] == FAILED;
    }
    return failed ? FAILED : construct(type, components, arguments, path);
  }

  private Object component(JsonNode node, RecordComponent component, String path) {
    if (!node.isMissingNode() && !node.isNull()) {
      return value(node, component.getGenericType(), path);
    }
    Default fallback = component.getAnnotation(Default.class);
    if (fallback != null) {
      return value(parse(fallback.value()), component.getGenericType(), path);
    }
    Class<?> type = component.getType();
    if (type == Optional.class) {
      return Optional.empty();
    }
    if (type == OptionalInt.class) {
      return OptionalInt.empty();
    }
    if (type == OptionalDouble.class) {
      return OptionalDouble.empty();
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == Map.class) {
      return Map.of();
    }
    return problem(path, "is missing");
  }

  /** A JSON value, or else the text itself. */
  private static JsonNode parse(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node instanceof MissingNode ? TextNode.valueOf(text) : node;
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  private Object construct(
      Class<?> type, RecordComponent[] components, Object[] arguments, String path) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof ConfigurationException mistakes) {
        mistakes.problems().forEach(p -> problem(at(path, p.path()), "%s", p.message()));
        return FAILED;
      }
      if (e.getCause() instanceof IllegalArgumentException mistake) {
        return misfit(keysOf(components), mistake.getMessage(), path);
      }
      throw new IllegalStateException("cannot make a " + type.getName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type.getName(), e);
    }
  }

  private static Map<String, String> keysOf(RecordComponent[] components) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (RecordComponent component : components) {
      keys.put(component.getName(), Names.kebab(component.getName()));
    }
    return keys;
  }

  /** A constructor's message starts with the component that is wrong; that belongs in the path. */
  private Object misfit(Map<String, String> keys, String message, String path) {
    int colon = message.indexOf(": ");
    String key = colon < 0 ? null : keys.get(message.substring(0, colon));
    return key == null
        ? problem(path, "%s", message)
        : problem(at(path, key), "%s", message.substring(colon + 2));
  }

  private static String at(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private Object wrong(JsonNode found, String expected, String path) {
    String text = found.isTextual() ? "`" + found.asText() + "`" : found.toString();
    if (found.isNull() || found.isMissingNode()) {
      text = "nothing";
    }
    return problem(path, "expected %s, got %s", expected, text);
  }

  private Object problem(String path, String message, Object... values) {
    problems.add(new Problem(path, message.formatted(values)));
    return FAILED;
  }
}
