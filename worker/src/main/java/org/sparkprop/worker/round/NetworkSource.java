package org.sparkprop.worker.round;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.Arrays;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.vector.Precision;

/**
 * A network as tasks carry it: its description, some hundred bytes, from which each executor lays
 * out its own.
 */
public final class NetworkSource implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int[] inputDimensions;
  private final String description;
  private final Precision precision;
  private final Curvature curvature;
  private final int parameters;

  public NetworkSource(Network network, Precision precision) {
    this(network, precision, Curvature.NONE);
  }

  /**
   * Describes a network.
   *
   * @param curvature what the run's update rule wants of it
   */
  public NetworkSource(Network network, Precision precision, Curvature curvature) {
    this.inputDimensions = network.input().dimensions().clone();
    this.description = Binder.toTree(network.configuration()).toString();
    this.precision = precision;
    this.curvature = curvature;
    this.parameters = network.parameterCount();
  }

  public Precision precision() {
    return precision;
  }

  /** How many numbers go out in a round: the parameters and what the rule wants beside them. */
  public int weightNumbers() {
    return curvature.weightNumbers(parameters);
  }

  /** How many numbers a round's sum has: the gradient and what the rule wants beside it. */
  public int sumNumbers() {
    return curvature.sumNumbers(parameters);
  }

  public Network network() {
    try {
      NetworkConfiguration configuration =
          Binder.bind(JSON.readTree(description), NetworkConfiguration.class, "network");
      return new Network(new Shape(inputDimensions), configuration);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot read the network's own description", e);
    }
  }

  public Workspace newWorkspace() {
    return new Workspace(network(), precision, curvature);
  }

  @Override
  public String toString() {
    return Arrays.toString(inputDimensions) + " " + description;
  }
}
