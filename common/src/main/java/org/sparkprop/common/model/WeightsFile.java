package org.sparkprop.common.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.ParameterBlock;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** A network's flat parameter vector as a safetensors file, a tensor for each parameter. */
public final class WeightsFile {
  private WeightsFile() {}

  public static void write(OutputStream out, Network network, FlatVector weights)
      throws IOException {
    List<NamedTensor> tensors = new ArrayList<>();
    for (ParameterBlock block : network.blocks()) {
      double[] values = new double[block.length()];
      weights.read(block.offset(), values.length, values);
      tensors.add(
          new NamedTensor(
              block.tensorName(),
              block.parameter().shape().dimensions(),
              FlatVector.of(weights.precision(), values)));
    }
    Safetensors.write(out, tensors, Map.of());
  }

  /**
   * Reads a network's parameters.
   *
   * @param length the file's length
   * @param file for messages
   * @throws DamagedFileException if the file is not whole
   * @throws UserMistake if its tensors are not the network's, naming all that differ
   */
  public static FlatVector read(
      InputStream in, long length, Network network, Precision precision, String file)
      throws IOException {
    Map<String, NamedTensor> tensors = new HashMap<>();
    Safetensors.read(in, length, precision).forEach(t -> tensors.put(t.name(), t));
    FlatVector weights = FlatVector.zeros(precision, network.parameterCount());
    List<String> differences = new ArrayList<>();
    for (ParameterBlock block : network.blocks()) {
      NamedTensor tensor = tensors.remove(block.tensorName());
      int[] shape = block.parameter().shape().dimensions();
      if (tensor == null) {
        differences.add("has no tensor " + block.tensorName());
      } else if (!Arrays.equals(tensor.shape(), shape)) {
        differences.add(
            "tensor %s: expected the shape %s, got %s"
                .formatted(tensor.name(), Arrays.toString(shape), Arrays.toString(tensor.shape())));
      } else {
        weights.write(block.offset(), block.length(), tensor.values().toDoubles());
      }
    }
    tensors.keySet().stream()
        .sorted()
        .forEach(name -> differences.add("has a surplus tensor " + name));
    if (!differences.isEmpty()) {
      throw new UserMistake(file + " does not fit the network: " + String.join("; ", differences));
    }
    return weights;
  }
}
