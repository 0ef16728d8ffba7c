package org.sparkprop.common.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.ParameterBlock;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * A network's flat parameter vector as a safetensors file: a tensor for each parameter, named
 * {@code LAYER-INDEX.NAME}, in the order of the vector.
 */
public final class WeightsFile {
  private WeightsFile() {}

  /**
   * Writes F32 or F64 by the precision of {@code weights}; the same weights give the same bytes.
   */
  public static void write(OutputStream out, Network network, FlatVector weights)
      throws IOException {
    List<NamedTensor> tensors = new ArrayList<>();
    for (ParameterBlock block : network.blocks()) {
      tensors.add(new NamedTensor(block.tensorName(), shapeOf(block), weights, block.offset()));
    }
    Safetensors.write(out, tensors, Map.of());
  }

  /**
   * Reads a network's parameters, whatever the order of the tensors in the file.
   *
   * @param length the file's length
   * @param precision what the numbers, of type F64, F32, F16 or BF16, are turned into
   * @param file for messages
   * @throws DamagedFileException if the file is not whole
   * @throws UserMistake if its tensors are not the network's, naming all that differ
   */
  public static FlatVector read(
      InputStream in, long length, Network network, Precision precision, String file)
      throws IOException {
    List<TensorEntry> entries = SafetensorsHeader.read(in, length);
    Map<String, ParameterBlock> blocks = new TreeMap<>();
    network.blocks().forEach(block -> blocks.put(block.tensorName(), block));
    checkFit(network, entries, file);
    FlatVector weights = FlatVector.zeros(precision, network.parameterCount());
    for (TensorEntry entry : entries) {
      Safetensors.readNumbers(in, entry, weights, blocks.get(entry.name()).offset());
    }
    return weights;
  }

  private static void checkFit(Network network, List<TensorEntry> entries, String file) {
    Map<String, TensorEntry> surplus = new TreeMap<>();
    entries.forEach(entry -> surplus.put(entry.name(), entry));
    List<String> differences = new ArrayList<>();
    for (ParameterBlock block : network.blocks()) {
      String name = block.tensorName();
      String expected = Arrays.toString(shapeOf(block));
      TensorEntry entry = surplus.remove(name);
      if (entry == null) {
        differences.add("tensor %s of shape %s is missing".formatted(name, expected));
      } else if (!Arrays.equals(entry.shape(), shapeOf(block))) {
        differences.add(
            "tensor %s: expected the shape %s, got %s"
                .formatted(name, expected, Arrays.toString(entry.shape())));
      } else if (!entry.type().isReadable()) {
        differences.add(
            "tensor %s: expected numbers of type F64, F32, F16 or BF16, got %s"
                .formatted(name, entry.type()));
      }
    }
    surplus
        .values()
        .forEach(
            entry ->
                differences.add(
                    "tensor %s of shape %s is not the network's"
                        .formatted(entry.name(), Arrays.toString(entry.shape()))));
    if (!differences.isEmpty()) {
      throw new UserMistake(file + " does not fit the network: " + String.join("; ", differences));
    }
  }

  private static int[] shapeOf(ParameterBlock block) {
    return block.parameter().shape().dimensions();
  }
}
