package org.sparkprop.common.augmentation;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Reshape;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NoiseKey;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;

/**
 * The {@code training.augmentation} part: what is done to each training row of each round, in this
 * order, on the executor and before the first layer.
 *
 * @param shape of a row; left out, what a reshape in the first layer makes of it, else flat
 * @param mixup α of {@link Mixup}, of rows with one another after all kinds; 0 for none
 */
public record Augmentations(
    List<Integer> shape, List<Augmentation> kinds, @Default("0") double mixup)
    implements Serializable {
  /** Rows as they are. */
  public static final Augmentations NONE = new Augmentations(List.of(), List.of(), 0);

  public Augmentations {
    shape = List.copyOf(shape);
    kinds = List.copyOf(kinds);
    mixing(mixup);
    shape.forEach(dimension -> Require.atLeast("shape", dimension, 1));
  }

  public boolean isEmpty() {
    return kinds.isEmpty() && mixup == 0;
  }

  private static Optional<Mixup> mixing(double alpha) {
    return alpha == 0 ? Optional.empty() : Optional.of(new Mixup(alpha));
  }

  /** The same with the shape that it has for a network. */
  private Shape shapeFor(Network network) {
    if (!shape.isEmpty()) {
      return new Shape(shape.stream().mapToInt(Integer::intValue).toArray());
    }
    Layer first = network.layers().get(0);
    return first instanceof Reshape ? network.outputOf(0) : network.input();
  }

  /**
   * Checks all kinds against a network's rows.
   *
   * @throws ConfigurationException if one does not fit them
   */
  public void check(Network network) {
    Shape rows = shapeFor(network);
    if (rows.size() != network.input().size()) {
      throw new ConfigurationException(
          "training.augmentation.shape",
          "expected the %d numbers of a row, got %s".formatted(network.input().size(), rows));
    }
    try {
      mixing(mixup).ifPresent(mixing -> mixing.check(network));
    } catch (IllegalArgumentException misfit) {
      throw new ConfigurationException("training.augmentation.mixup", misfit.getMessage());
    }
    for (int i = 0; i < kinds.size(); i++) {
      try {
        kinds.get(i).check(rows);
      } catch (IllegalArgumentException misfit) {
        throw new ConfigurationException(
            "training.augmentation.kinds[" + i + "]",
            Names.of(kinds.get(i).getClass()) + ": " + misfit.getMessage());
      }
    }
  }

  /**
   * Changes the rows of a micro-batch in place.
   *
   * @param key tells the rows' random numbers
   */
  public void apply(Network network, MicroBatch batch, NoiseKey key) {
    if (isEmpty()) {
      return;
    }
    Shape rows = shapeFor(network);
    double[] row = new double[rows.size()];
    for (int i = 0; i < batch.rows() && !kinds.isEmpty(); i++) {
      batch.input().read(i * row.length, row.length, row);
      RandomStream random =
          RandomStream.of(
              key.seed(), Purpose.AUGMENTATION, key.round(), key.shard(), key.firstRow() + i);
      for (Augmentation kind : kinds) {
        kind.apply(row, rows, random);
      }
      batch.input().write(i * row.length, row.length, row);
    }
    mixing(mixup).ifPresent(mixing -> mixing.apply(batch, row.length, key));
  }
}
