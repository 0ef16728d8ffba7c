package org.sparkprop.common.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.SplittableRandom;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.Loss;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Networks and rows for tests. */
final class Networks {
  private Networks() {}

  static Network of(Shape input, Loss loss, Layer... layers) {
    return new Network(input, new NetworkConfiguration(List.of(layers), loss));
  }

  /** A network as a configuration writes it, in JSON with single quotes. */
  static Network parse(Shape input, String json) {
    try {
      return new Network(
          input,
          Binder.bind(
              new ObjectMapper().readTree(json.replace('\'', '"')),
              NetworkConfiguration.class,
              "network"));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /**
   * Weights uniform in ±0.9, biases included, so that no parameter starts at a special point;
   * running averages, among which are variances, without their sign.
   */
  static FlatVector weights(Network network, Precision precision, long seed) {
    double[] values = uniform(network.parameterCount(), 0.9, seed);
    for (ParameterBlock block : network.blocks()) {
      for (int i = 0; !block.isTrained() && i < block.length(); i++) {
        values[block.offset() + i] = Math.abs(values[block.offset() + i]);
      }
    }
    return FlatVector.of(precision, values);
  }

  static double[] uniform(int count, double bound, long seed) {
    return new SplittableRandom(seed).doubles(count, -bound, bound).toArray();
  }
}
