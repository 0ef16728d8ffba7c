package org.sparkprop.driver.run;

import java.util.Locale;
import java.util.stream.Stream;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.ParameterBlock;
import org.sparkprop.common.network.Target;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.vector.Precision;

/** A network as a table for people. */
public final class NetworkText {
  private static final double MIB = 1 << 20;

  private NetworkText() {}

  /** Layers with their shapes and parameters, and the memory that a task needs off the heap. */
  public static String of(Network network, Precision precision) {
    return of(network, precision, Curvature.NONE);
  }

  /**
   * Layers with their shapes and parameters, and the memory that a task needs off the heap.
   *
   * @param curvature what training wants beside the gradient
   */
  public static String of(Network network, Precision precision, Curvature curvature) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "%-26s %-18s %12s  %s%n", "layer", "output", "parameters", "settings"));
    text.append(String.format(Locale.ROOT, "%-26s %-18s%n", "input", network.input()));
    for (int i = 0; i < network.layers().size(); i++) {
      int layer = i;
      int parameters =
          Stream.concat(network.blocks().stream(), network.frozenBlocks().stream())
              .filter(block -> block.layer() == layer)
              .mapToInt(ParameterBlock::length)
              .sum();
      String settings = ConfigurationTree.of(network.layers().get(i)).elements().next().toString();
      text.append(
          String.format(
              Locale.ROOT,
              "%-26s %-18s %,12d  %s%n",
              network.label(i),
              network.outputOf(i),
              parameters,
              settings.replace("\"", "") + frozen(network, i)));
    }
    long task = Workspace.bytes(network, precision, curvature);
    text.append(String.format(Locale.ROOT, "loss: %s%n", ConfigurationTree.of(network.loss())));
    if (network.target() == Target.INPUTS) {
      text.append("target: the inputs\n");
    }
    text.append(
        String.format(
            Locale.ROOT,
            "parameters: %,d%s%n",
            network.parameterCount() + network.frozenCount(),
            network.frozenCount() == 0
                ? ""
                : String.format(Locale.ROOT, ", %,d of them frozen", network.frozenCount())));
    text.append(
        String.format(
            Locale.ROOT,
            "off-heap memory: %.1f MiB for each task at once (micro-batches of %d rows), and about"
                + " 250 MiB for the native libraries of an executor%n",
            task / MIB,
            network.microBatchRows()));
    return text.toString();
  }

  private static String frozen(Network network, int layer) {
    String name = Integer.toString(layer);
    boolean isFrozen = network.frozen().contains(name);
    boolean isPartly = network.frozen().stream().anyMatch(other -> other.startsWith(name + "."));
    return isFrozen ? "  frozen" : isPartly ? "  partly frozen" : "";
  }
}
