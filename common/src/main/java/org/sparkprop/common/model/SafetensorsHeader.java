package org.sparkprop.common.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Reads the header of a safetensors file that may come from a stranger. */
final class SafetensorsHeader {
  static final String METADATA = "__metadata__";

  /** The bound of the reference implementation. */
  private static final int LARGEST = 100_000_000;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(10)
                          .maxNumberLength(20)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SafetensorsHeader() {}

  /**
   * The tensors of a file, in the order in which their numbers follow the header.
   *
   * @param in the file from its first byte on; left at the first byte after the header
   * @param length the file's length in bytes; nothing is allocated by a size that it does not cover
   * @throws DamagedFileException if the header is not one, or does not describe just the bytes that
   *     follow it
   */
  static List<TensorEntry> read(InputStream in, long length) throws IOException {
    if (length < Long.BYTES) {
      throw new DamagedFileException(
          "expected the length of a header, 8 bytes, got a file of " + length);
    }
    long headerLength =
        ByteBuffer.wrap(exactly(in, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long most = Math.min(length - Long.BYTES, LARGEST);
    if (headerLength < 2 || headerLength > most) {
      throw new DamagedFileException(
          "expected a header of 2 to %d bytes, got the length %s"
              .formatted(most, Long.toUnsignedString(headerLength)));
    }
    List<TensorEntry> entries = parse(exactly(in, (int) headerLength));
    checkPlaces(entries, length - Long.BYTES - headerLength);
    return entries;
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length != count) {
      throw new DamagedFileException(
          "the header ends after %d of %d bytes".formatted(bytes.length, count));
    }
    return bytes;
  }

  private static List<TensorEntry> parse(byte[] header) throws DamagedFileException {
    JsonNode root;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
      if (text.charAt(0) != '{') {
        throw new DamagedFileException(
            "expected a header that starts with {, got " + text.charAt(0));
      }
      root = JSON.readTree(text);
    } catch (CharacterCodingException e) {
      throw new DamagedFileException("the header is not UTF-8");
    } catch (JsonProcessingException e) {
      throw new DamagedFileException("the header is not JSON: " + e.getOriginalMessage());
    }
    List<TensorEntry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        checkMetadata(field.getValue());
      } else {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(TensorEntry::start).thenComparingLong(TensorEntry::end));
    return entries;
  }

  private static void checkMetadata(JsonNode node) throws DamagedFileException {
    boolean texts = node.isObject();
    for (JsonNode value : node) {
      texts &= value.isTextual();
    }
    if (!texts) {
      throw new DamagedFileException(METADATA + ": expected names with texts");
    }
  }

  /** The numbers of all tensors lie one after another and fill the rest of the file. */
  private static void checkPlaces(List<TensorEntry> entries, long dataBytes)
      throws DamagedFileException {
    long end = 0;
    for (TensorEntry entry : entries) {
      if (entry.start() != end) {
        throw new DamagedFileException(
            "tensor %s: expected to start at byte %d, got %d"
                .formatted(entry.name(), end, entry.start()));
      }
      end = entry.end();
    }
    if (end != dataBytes) {
      throw new DamagedFileException(
          "expected %d bytes of numbers, as the header says, got %d".formatted(end, dataBytes));
    }
  }

  private static TensorEntry entry(String name, JsonNode node) throws DamagedFileException {
    TensorType type = type(name, node.path("dtype"));
    long[] shape = wholeNumbers(name, "shape", node.path("shape"));
    long[] place = wholeNumbers(name, "data_offsets", node.path("data_offsets"));
    if (place.length != 2) {
      throw new DamagedFileException(
          "tensor %s: expected two data_offsets, got %d".formatted(name, place.length));
    }
    long count = 1;
    for (long dimension : shape) {
      // Both factors are below 2³¹ here, so that the product cannot overflow.
      count = dimension > Integer.MAX_VALUE ? Long.MAX_VALUE : count * dimension;
      if (count > Integer.MAX_VALUE) {
        throw new DamagedFileException(
            "tensor %s: expected at most 2,147,483,647 numbers, got the shape %s"
                .formatted(name, Arrays.toString(shape)));
      }
    }
    if (place[1] - place[0] != count * type.bytes()) {
      throw new DamagedFileException(
          "tensor %s: expected %d bytes for the shape %s of %s, got the place %d to %d"
              .formatted(
                  name, count * type.bytes(), Arrays.toString(shape), type, place[0], place[1]));
    }
    int[] dimensions = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
    return new TensorEntry(name, type, dimensions, (int) count, place[0], place[1]);
  }

  private static TensorType type(String name, JsonNode node) throws DamagedFileException {
    for (TensorType type : TensorType.values()) {
      if (type.name().equals(node.textValue())) {
        return type;
      }
    }
    throw new DamagedFileException(
        "tensor %s: expected a dtype of %s, got %s"
            .formatted(name, Arrays.toString(TensorType.values()), node));
  }

  /** A list of numbers from 0 to 2⁶³ − 1. */
  private static long[] wholeNumbers(String name, String key, JsonNode node)
      throws DamagedFileException {
    boolean whole = node.isArray();
    long[] numbers = new long[node.size()];
    for (int i = 0; i < numbers.length && whole; i++) {
      JsonNode number = node.get(i);
      whole = number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
      numbers[i] = number.longValue();
    }
    if (!whole) {
      throw new DamagedFileException(
          "tensor %s: expected %s to be a list of whole numbers".formatted(name, key));
    }
    return numbers;
  }
}
