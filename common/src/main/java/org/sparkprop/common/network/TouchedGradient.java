package org.sparkprop.common.network;

import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.sparkprop.common.layer.TiedDense;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.LivePages;
import org.sparkprop.common.vector.Tensor;

/**
 * The gradient sum of a network of whose parameters some get anything in a few rows alone, such as
 * those of an embedding: the rest stays zero, and is neither cleared nor copied nor merged.
 */
final class TouchedGradient {
  private final Network network;
  private final Tensor gradient;

  /** Parameters that any pass may add to everywhere. */
  private final LivePages whole;

  private final LivePages live;

  private TouchedGradient(Network network, Tensor gradient) {
    this.network = network;
    this.gradient = gradient;
    this.whole = new LivePages(gradient.length());
    for (ParameterBlock block : network.blocks()) {
      if (!isByRow(block, network)) {
        whole.add(block.offset(), block.length());
      }
    }
    this.live = whole.copy();
  }

  /** Of a network that has such parameters; one that another layer uses too is none. */
  static Optional<TouchedGradient> of(Network network, Tensor gradient) {
    boolean tied = network.places().stream().anyMatch(place -> place.layer() instanceof TiedDense);
    return !tied && network.blocks().stream().anyMatch(block -> isByRow(block, network))
        ? Optional.of(new TouchedGradient(network, gradient))
        : Optional.empty();
  }

  private static boolean isByRow(ParameterBlock block, Network network) {
    RowForm form = block.layer() == 0 ? network.rowForm() : RowForm.DENSE;
    List<String> names = network.layers().get(block.layer()).gradientsByRow(form);
    return names.contains(block.parameter().name());
  }

  /** Takes the rows of a parameter's gradient that are added to. */
  IntConsumer rowsOf(ParameterBlock block) {
    if (!isByRow(block, network)) {
      return row -> {};
    }
    int width = block.length() / block.parameter().shape().dimensions()[0];
    return row -> live.add(block.offset() + row * width, width);
  }

  /** Makes all of it zero. */
  void clear() {
    live.forEach(gradient::clear);
    live.clear();
    live.add(whole);
  }

  /** Overwrites a vector of the same length. */
  void copyTo(FlatVector into) {
    into.copyFrom(gradient, live);
  }
}
