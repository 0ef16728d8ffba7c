package org.sparkprop.common.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * The safetensors format: eight bytes with the length of a JSON header, little-endian; the header,
 * which gives each tensor's type, shape and place; and the tensors' numbers, little-endian, without
 * gaps. A file holds numbers and nothing that runs.
 *
 * <p>Files may come from strangers: nothing is allocated by a size that the file states before that
 * size has been held against the file's own length.
 */
public final class Safetensors {
  private static final int LARGEST_HEADER = 100_000_000;
  private static final int ALIGNMENT = 8;
  private static final String METADATA = "__metadata__";
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(10).maxNumberLength(20).build())
              .build());

  private Safetensors() {}

  /** Writes tensors in the order given; the same input gives the same bytes. */
  public static void write(
      OutputStream out, List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      metadata.forEach(header.putObject(METADATA)::put);
    }
    long offset = 0;
    for (NamedTensor tensor : tensors) {
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", tensor.values().precision() == Precision.FLOAT32 ? "F32" : "F64");
      ArrayNode shape = entry.putArray("shape");
      for (int dimension : tensor.shape()) {
        shape.add(dimension);
      }
      long end = offset + tensor.values().encodedBytes();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] text = JSON.writeValueAsBytes(header);
    int padding = Math.floorMod(-text.length, ALIGNMENT);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(text.length + padding).array());
    out.write(text);
    out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
    for (NamedTensor tensor : tensors) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.values().encodedBytes()));
      tensor.values().encodeTo(bytes);
      out.write(bytes.array());
    }
  }

  /**
   * Reads all tensors of a file.
   *
   * @param length the file's length in bytes
   * @param precision what the numbers are turned into
   * @throws DamagedFileException if it is not a whole file of this format
   */
  public static List<NamedTensor> read(InputStream in, long length, Precision precision)
      throws IOException {
    if (length < Long.BYTES) {
      throw new DamagedFileException("expected at least 8 bytes, got " + length);
    }
    ByteBuffer prefix = ByteBuffer.wrap(exactly(in, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = prefix.getLong();
    long available = length - Long.BYTES;
    if (headerLength < 2 || headerLength > Math.min(available, LARGEST_HEADER)) {
      throw new DamagedFileException(
          "expected a header of 2 to %d bytes, got the length %d"
              .formatted(Math.min(available, LARGEST_HEADER), headerLength));
    }
    List<Entry> entries = entries(exactly(in, (int) headerLength), available - headerLength);
    List<NamedTensor> tensors = new ArrayList<>();
    for (Entry entry : entries) {
      byte[] bytes = exactly(in, (int) (entry.end - entry.start));
      tensors.add(new NamedTensor(entry.name, entry.shape, values(entry, bytes, precision)));
    }
    return tensors;
  }

  private record Entry(String name, String type, int[] shape, int count, long start, long end) {}

  private static List<Entry> entries(byte[] header, long dataBytes) throws DamagedFileException {
    JsonNode root;
    try {
      root = JSON.readTree(header);
    } catch (JsonProcessingException e) {
      throw new DamagedFileException("the header is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new DamagedFileException("the header cannot be read: " + e.getMessage());
    }
    if (root == null || !root.isObject()) {
      throw new DamagedFileException("the header is not a JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::end));
    long end = 0;
    for (Entry entry : entries) {
      if (entry.start != end) {
        throw new DamagedFileException(
            "tensor %s: expected to start at byte %d, got %d"
                .formatted(entry.name, end, entry.start));
      }
      end = entry.end;
    }
    if (end != dataBytes) {
      throw new DamagedFileException(
          "expected %d bytes of numbers, as the header says, got %d".formatted(end, dataBytes));
    }
    return entries;
  }

  private static Entry entry(String name, JsonNode node) throws DamagedFileException {
    JsonNode shapeNode = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    boolean wellFormed =
        node.path("dtype").isTextual()
            && shapeNode.isArray()
            && offsets.isArray()
            && offsets.size() == 2
            && offsets.get(0).canConvertToLong()
            && offsets.get(1).canConvertToLong();
    if (!wellFormed) {
      throw new DamagedFileException("tensor %s: no type, shape or place".formatted(name));
    }
    long count = 1;
    int[] shape = new int[shapeNode.size()];
    for (int i = 0; i < shape.length; i++) {
      JsonNode dimension = shapeNode.get(i);
      if (!dimension.isIntegralNumber()
          || !dimension.canConvertToInt()
          || dimension.intValue() < 0) {
        throw new DamagedFileException("tensor %s: a dimension is %s".formatted(name, dimension));
      }
      shape[i] = dimension.intValue();
      count *= shape[i];
      if (count > Integer.MAX_VALUE) {
        throw new DamagedFileException("tensor %s has more than 2³¹ − 1 numbers".formatted(name));
      }
    }
    String type = node.get("dtype").asText();
    long start = offsets.get(0).longValue();
    long end = offsets.get(1).longValue();
    if (start < 0 || end < start || end - start != count * width(name, type)) {
      throw new DamagedFileException(
          "tensor %s: expected %d bytes for its shape, got the place %d to %d"
              .formatted(name, count * width(name, type), start, end));
    }
    if (end - start > Integer.MAX_VALUE) {
      throw new DamagedFileException("tensor %s is larger than 2 GiB".formatted(name));
    }
    return new Entry(name, type, shape, (int) count, start, end);
  }

  private static long width(String name, String type) throws DamagedFileException {
    return switch (type) {
      case "F64" -> Double.BYTES;
      case "F32" -> Float.BYTES;
      case "F16", "BF16" -> Short.BYTES;
      default ->
          throw new DamagedFileException(
              "tensor %s: expected the type F64, F32, F16 or BF16, got %s".formatted(name, type));
    };
  }

  private static FlatVector values(Entry entry, byte[] bytes, Precision precision) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    FlatVector values = FlatVector.zeros(precision, entry.count);
    for (int i = 0; i < entry.count; i++) {
      values.set(
          i,
          switch (entry.type) {
            case "F64" -> buffer.getDouble();
            case "F32" -> buffer.getFloat();
            case "BF16" -> Float.intBitsToFloat((buffer.getShort() & 0xFFFF) << 16);
            default -> halfToDouble(buffer.getShort());
          });
    }
    return values;
  }

  /** IEEE 754 binary16. */
  private static double halfToDouble(short half) {
    int exponent = (half >> 10) & 0x1F;
    int mantissa = half & 0x3FF;
    double sign = half < 0 ? -1 : 1;
    if (exponent == 0) {
      return sign * mantissa * 0x1p-24;
    }
    if (exponent == 31) {
      return mantissa == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return sign * Math.scalb(1 + mantissa * 0x1p-10, exponent - 15);
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length != count) {
      throw new DamagedFileException("expected " + count + " more bytes, got " + bytes.length);
    }
    return bytes;
  }
}
