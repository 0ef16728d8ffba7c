package org.sparkprop.common.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkprop.common.layer.MeanPenalty;
import org.sparkprop.common.layer.UnusableInputException;

/**
 * The layers of a network that penalise the means of what goes through them, and their place in one
 * vector of all these means. Who computes a round takes the sums in a first pass, divides them by
 * the rows, and lays the slopes behind the weights of the second.
 */
public final class MeanPenalties {
  /** A layer whose means begin at {@code offset}. */
  record Place(PlacedLayer placed, MeanPenalty layer, int offset) {
    int length() {
      return placed.input().size();
    }

    double[] of(double[] all) {
      return Arrays.copyOfRange(all, offset, offset + length());
    }
  }

  private final List<Place> places = new ArrayList<>();
  private int count;

  /**
   * Finds them.
   *
   * @throws IllegalArgumentException if one lies inside another layer
   */
  MeanPenalties(List<PlacedLayer> layers) {
    for (PlacedLayer placed : layers) {
      requireNoneInside(placed);
      if (placed.layer() instanceof MeanPenalty layer) {
        places.add(new Place(placed, layer, count));
        count = Math.addExact(count, placed.input().size());
      }
    }
  }

  private static void requireNoneInside(PlacedLayer outer) {
    for (PlacedLayer.PlacedBranch branch : outer.branches()) {
      for (PlacedLayer inner : branch.layers()) {
        if (inner.layer() instanceof MeanPenalty) {
          throw new IllegalArgumentException(
              inner.label() + ": expected among the network's own layers, got it inside another");
        }
        requireNoneInside(inner);
      }
    }
  }

  List<Place> places() {
    return places;
  }

  /** How many means there are: none where there is no such layer. */
  public int count() {
    return count;
  }

  /**
   * The sum of all penalties.
   *
   * @param means over all rows of a round
   * @throws UnusableInputException naming a layer that has no penalty for its means
   */
  public double penalty(double[] means) {
    double sum = 0;
    for (Place place : places) {
      try {
        sum += place.layer().penalty(place.of(means));
      } catch (UnusableInputException unusable) {
        throw unusable.of(place.placed().label());
      }
    }
    return sum;
  }

  /** The derivative of that by each mean. */
  public double[] slopes(double[] means) {
    double[] slopes = new double[count];
    for (Place place : places) {
      double[] ofLayer = place.layer().slopes(place.of(means));
      System.arraycopy(ofLayer, 0, slopes, place.offset(), ofLayer.length);
    }
    return slopes;
  }
}
