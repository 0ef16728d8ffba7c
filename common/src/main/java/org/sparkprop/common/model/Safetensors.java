package org.sparkprop.common.model;

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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * The safetensors format (huggingface/safetensors, «Format» in its README): eight bytes with the
 * length of a JSON header, little-endian; the header, which gives each tensor's type, shape and
 * place and is padded with spaces to a multiple of eight bytes; and the tensors' numbers,
 * little-endian, row-major, without gaps. A file holds numbers and nothing that runs.
 *
 * <p>Files may come from strangers: nothing is allocated by a size that the file states before that
 * size has been held against the file's own length. Numbers pass through a buffer of {@value
 * #BUFFER_BYTES} bytes, so that neither reading nor writing holds a file twice.
 */
public final class Safetensors {
  private static final int ALIGNMENT = 8;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Safetensors() {}

  /**
   * Writes tensors in the order given, F32 or F64 by their precision. The same input gives the same
   * bytes.
   *
   * @param metadata texts for readers, written in the order of their names; none: no such entry
   */
  public static void write(
      OutputStream out, List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = header(tensors, metadata);
    int padding = Math.floorMod(-header.length, ALIGNMENT);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length + padding).array());
    out.write(header);
    out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
    for (NamedTensor tensor : tensors) {
      writeNumbers(out, tensor);
    }
  }

  private static byte[] header(List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      new TreeMap<>(metadata).forEach(header.putObject(SafetensorsHeader.METADATA)::put);
    }
    Set<String> names = new HashSet<>(Set.of(SafetensorsHeader.METADATA));
    long offset = 0;
    for (NamedTensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException(
            "expected different names, got %s twice".formatted(tensor.name()));
      }
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", typeOf(tensor).name());
      ArrayNode shape = entry.putArray("shape");
      for (int dimension : tensor.shape()) {
        shape.add(dimension);
      }
      long end = offset + (long) tensor.count() * typeOf(tensor).bytes();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    return JSON.writeValueAsBytes(header);
  }

  private static TensorType typeOf(NamedTensor tensor) {
    return tensor.values().precision() == Precision.FLOAT32 ? TensorType.F32 : TensorType.F64;
  }

  private static void writeNumbers(OutputStream out, NamedTensor tensor) throws IOException {
    TensorType type = typeOf(tensor);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    double[] numbers = new double[BUFFER_BYTES / type.bytes()];
    for (int done = 0; done < tensor.count(); ) {
      int count = Math.min(numbers.length, tensor.count() - done);
      tensor.values().read(tensor.from() + done, count, numbers);
      buffer.clear();
      for (int i = 0; i < count; i++) {
        if (type == TensorType.F32) {
          buffer.putFloat((float) numbers[i]);
        } else {
          buffer.putDouble(numbers[i]);
        }
      }
      out.write(buffer.array(), 0, buffer.position());
      done += count;
    }
  }

  /**
   * Reads all tensors of a file, of type F64, F32, F16 or BF16, in the order of their places.
   *
   * @param length the file's length in bytes
   * @param precision what the numbers are turned into
   * @throws DamagedFileException if it is not a whole file of this format, or has other types
   */
  public static List<NamedTensor> read(InputStream in, long length, Precision precision)
      throws IOException {
    List<TensorEntry> entries = SafetensorsHeader.read(in, length);
    for (TensorEntry entry : entries) {
      if (!entry.type().isReadable()) {
        throw new DamagedFileException(
            "tensor %s: expected numbers of type F64, F32, F16 or BF16, got %s"
                .formatted(entry.name(), entry.type()));
      }
    }
    List<NamedTensor> tensors = new ArrayList<>();
    for (TensorEntry entry : entries) {
      FlatVector values = FlatVector.zeros(precision, entry.count());
      readNumbers(in, entry, values, 0);
      tensors.add(new NamedTensor(entry.name(), entry.shape(), values));
    }
    return tensors;
  }

  /** Reads the numbers of the tensor at which {@code in} stands into a part of {@code into}. */
  static void readNumbers(InputStream in, TensorEntry entry, FlatVector into, int from)
      throws IOException {
    byte[] bytes = new byte[BUFFER_BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    double[] numbers = new double[BUFFER_BYTES / entry.type().bytes()];
    for (int done = 0; done < entry.count(); ) {
      int count = Math.min(numbers.length, entry.count() - done);
      int wanted = count * entry.type().bytes();
      int got = in.readNBytes(bytes, 0, wanted);
      if (got != wanted) {
        throw new DamagedFileException(
            "tensor %s: the file ends %d bytes before the tensor does"
                .formatted(
                    entry.name(), (long) (entry.count() - done) * entry.type().bytes() - got));
      }
      buffer.clear();
      for (int i = 0; i < count; i++) {
        numbers[i] = entry.type().next(buffer);
      }
      into.write(from + done, count, numbers);
      done += count;
    }
  }
}
