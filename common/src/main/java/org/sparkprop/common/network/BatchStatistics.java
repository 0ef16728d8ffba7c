package org.sparkprop.common.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkprop.common.layer.BatchStatistic;
import org.sparkprop.common.layer.BatchStatistic.Way;
import org.sparkprop.common.layer.UnusableInputException;
import org.sparkprop.common.vector.FlatVector;

/**
 * What the layers of a network need of all rows of a round before its gradient can be computed, and
 * in which passes that is summed. The values of all statistics lie in one vector, behind the
 * weights that a pass is given; each pass has a vector of sums of its own.
 *
 * <p>Who computes a round goes through the passes from the first on, adds up their sums over all
 * rows, and lets {@link #lay} put what they say behind the weights of the next.
 */
public final class BatchStatistics {
  /**
   * A statistic of a layer.
   *
   * @param sumsAt where its sums begin among those of its pass
   * @param valuesAt where its values begin among all
   */
  record Place(PlacedLayer placed, BatchStatistic statistic, int sumsAt, int valuesAt) {
    double[] sums(double[] ofPass) {
      return Arrays.copyOfRange(ofPass, sumsAt, sumsAt + statistic.sumCount());
    }

    /** The name of its values among the network's parameters. */
    String tensorName() {
      return placed.name() + "." + statistic.name();
    }
  }

  /**
   * A pass over all rows.
   *
   * @param end the network's own layer that is, or holds, the last that is asked
   */
  record Pass(Way way, int end, List<Place> places) {
    int sumCount() {
      Place last = places.get(places.size() - 1);
      return Math.addExact(last.sumsAt, last.statistic.sumCount());
    }
  }

  private final List<Pass> passes = new ArrayList<>();
  private final List<Place> open = new ArrayList<>();
  private int openEnd;
  private int valueCount;

  BatchStatistics(List<PlacedLayer> layers) {
    for (int i = 0; i < layers.size(); i++) {
      collect(layers.get(i), i, Way.FORWARD);
    }
    close(Way.FORWARD);
    for (int i = layers.size() - 1; i >= 0; i--) {
      collect(layers.get(i), i, Way.BACKWARD);
    }
    close(Way.BACKWARD);
  }

  private void collect(PlacedLayer placed, int end, Way way) {
    if (way == Way.FORWARD) {
      inside(placed).forEach(inner -> collect(inner, end, way));
    }
    boolean frozen =
        !placed.learns()
            && placed.branches().isEmpty()
            && !placed.layer().parameters(placed.input()).isEmpty();
    for (BatchStatistic statistic : placed.layer().batchStatistics(placed.input())) {
      if (statistic.summed() == way && !frozen) {
        int sumsAt = open.stream().mapToInt(place -> place.statistic.sumCount()).sum();
        open.add(new Place(placed, statistic, sumsAt, valueCount));
        openEnd = end;
        valueCount = Math.addExact(valueCount, statistic.valueCount());
        if (statistic.used() == way) {
          close(way);
        }
      }
    }
    if (way == Way.BACKWARD) {
      List<PlacedLayer> inner = new ArrayList<>(inside(placed));
      for (int i = inner.size() - 1; i >= 0; i--) {
        collect(inner.get(i), end, way);
      }
    }
  }

  private static List<PlacedLayer> inside(PlacedLayer outer) {
    return outer.branches().stream().flatMap(branch -> branch.layers().stream()).toList();
  }

  private void close(Way way) {
    if (!open.isEmpty()) {
      passes.add(new Pass(way, openEnd, List.copyOf(open)));
      open.clear();
    }
  }

  /** How many passes a round has before the one for the gradient: mostly none. */
  public int passes() {
    return passes.size();
  }

  /** A pass by its number, from 1 on. */
  Pass pass(int number) {
    return passes.get(number - 1);
  }

  List<Place> places() {
    return passes.stream().flatMap(pass -> pass.places().stream()).toList();
  }

  /** Whether something is added to the loss. */
  public boolean penalise() {
    return places().stream().anyMatch(place -> place.statistic().penalises());
  }

  /** How many numbers go out behind the weights. */
  public int valueCount() {
    return valueCount;
  }

  /** How many sums the pass has that has most. */
  public int mostSums() {
    return passes.stream().mapToInt(Pass::sumCount).max().orElse(0);
  }

  /**
   * Puts what a pass says into the weights of those that follow, and gives what it adds to the loss
   * as a mean over the rows. Sums that are not finite are passed over: the pass for the gradient
   * finds and names what they come from.
   *
   * @param number of the pass, from 1 on
   * @param sums over all rows of the round, at the vector's start
   * @param weight the sum of these rows' weights
   * @param weights with room for all values at the end
   * @throws UnusableInputException naming a layer that can make nothing of its sums
   */
  public double lay(int number, FlatVector sums, double weight, FlatVector weights) {
    Pass pass = pass(number);
    double[] ofPass = new double[pass.sumCount()];
    sums.read(0, ofPass.length, ofPass);
    double penalty = 0;
    for (Place place : pass.places()) {
      double[] own = place.sums(ofPass);
      if (Arrays.stream(own).allMatch(Double::isFinite)) {
        try {
          penalty += place.statistic().penalty(own);
        } catch (UnusableInputException unusable) {
          throw unusable.of(place.placed().label());
        }
        double[] values = place.statistic().values(own, weight);
        weights.write(weights.length() - valueCount + place.valuesAt(), values.length, values);
      }
    }
    return penalty;
  }
}
