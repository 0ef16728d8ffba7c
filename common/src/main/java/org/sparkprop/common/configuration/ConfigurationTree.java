package org.sparkprop.common.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Turns records into configuration trees: {@link Binder} of one gives an equal record. */
public final class ConfigurationTree {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ConfigurationTree() {}

  /** The whole tree of a value, defaults written out. */
  public static JsonNode of(Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value instanceof Record record) {
      return isMember(record.getClass())
          ? nodes.objectNode().set(Names.of(record.getClass()), settings(record))
          : settings(record);
    }
    if (value instanceof List<?> list) {
      ArrayNode array = nodes.arrayNode();
      list.forEach(element -> array.add(of(element)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = nodes.objectNode();
      map.forEach((key, element) -> object.set(key.toString(), of(element)));
      return object;
    }
    if (value instanceof Enum<?> constant) {
      return nodes.textNode(Names.kebab(constant.name().toLowerCase(Locale.ROOT)));
    }
    return JSON.valueToTree(value);
  }

  private static ObjectNode settings(Record record) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = read(record, component);
      if (value instanceof Optional<?> optional) {
        value = optional.orElse(null);
      } else if (value instanceof OptionalInt optional) {
        value = optional.isPresent() ? optional.getAsInt() : null;
      } else if (value instanceof OptionalDouble optional) {
        value = optional.isPresent() ? optional.getAsDouble() : null;
      }
      if (value != null) {
        object.set(Names.kebab(component.getName()), of(value));
      }
    }
    return object;
  }

  private static Object read(Record record, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  /** Whether a type or one that it extends is a family. */
  private static boolean isMember(Class<?> type) {
    return type.isAnnotationPresent(Members.class)
        || Arrays.stream(type.getInterfaces()).anyMatch(ConfigurationTree::isMember);
  }
}
