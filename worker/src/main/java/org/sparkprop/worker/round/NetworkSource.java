package org.sparkprop.worker.round;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.vector.Precision;

/**
 * A network as tasks carry it: its description, some hundred bytes, from which each executor lays
 * out its own, and where layers are frozen the key to their weights, which come to an executor once
 * and stay in its workspaces.
 */
public final class NetworkSource implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int[] inputDimensions;
  private final RowForm rowForm;
  private final String description;
  private final Precision precision;
  private final Curvature curvature;
  private final int parameters;
  private final int values;
  private final int batchSums;
  private final double temperature;
  private final List<String> frozenLayers;

  /** Null where no layer is frozen. */
  private final Broadcast<byte[]> frozenWeights;

  /** A network without frozen layers. */
  public NetworkSource(Network network, Precision precision) {
    this(network, precision, Curvature.NONE, Optional.empty());
  }

  /**
   * A network that may have frozen layers.
   *
   * @param curvature what the run's update rule wants of it
   * @param frozenWeights of those, encoded; there where there are such
   */
  public NetworkSource(
      Network network,
      Precision precision,
      Curvature curvature,
      Optional<Broadcast<byte[]>> frozenWeights) {
    if (network.frozenCount() > 0 != frozenWeights.isPresent()) {
      throw new IllegalArgumentException(
          "expected weights of frozen layers where there are such, got %d frozen numbers and %s"
              .formatted(network.frozenCount(), frozenWeights));
    }
    this.inputDimensions = network.input().dimensions().clone();
    this.rowForm = network.rowForm();
    this.description = ConfigurationTree.of(network.configuration()).toString();
    this.precision = precision;
    this.curvature = curvature;
    this.parameters = network.parameterCount();
    this.values = network.batchStatistics().valueCount();
    this.batchSums = network.batchStatistics().mostSums();
    this.temperature = network.temperature();
    this.frozenLayers = network.frozen();
    this.frozenWeights = frozenWeights.orElse(null);
  }

  public Precision precision() {
    return precision;
  }

  /**
   * How many numbers go out in a round: the parameters, what the rule wants beside them, and the
   * values of batch statistics.
   */
  public int weightNumbers() {
    return Math.addExact(curvature.weightNumbers(parameters), values);
  }

  /**
   * How many numbers a round's sum has: the gradient and what the rule wants beside it, or as many
   * as the batch statistics of a pass have sums.
   */
  public int sumNumbers() {
    return Math.max(curvature.sumNumbers(parameters), batchSums);
  }

  /** By what outputs are divided before they become probabilities. */
  public double temperature() {
    return temperature;
  }

  public Network network() {
    try {
      NetworkConfiguration configuration =
          Binder.bind(JSON.readTree(description), NetworkConfiguration.class, "network");
      return new Network(new Shape(inputDimensions), configuration)
          .taking(rowForm)
          .freeze(frozenLayers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot read the network's own description", e);
    }
  }

  /** A workspace with the weights of frozen layers in place. */
  public Workspace newWorkspace() {
    Workspace workspace = new Workspace(network(), precision, curvature);
    if (frozenWeights != null) {
      workspace.setFrozenWeights(ByteBuffer.wrap(frozenWeights.value()));
    }
    return workspace;
  }

  @Override
  public String toString() {
    return Arrays.toString(inputDimensions) + " " + description;
  }
}
