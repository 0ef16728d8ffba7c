package org.sparkprop.common.encoder;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.vector.SparseRows;

/**
 * A text as a bag of words: for each bucket 1 + ln n, where n of the text's words and pairs have it
 * by their hash, and 0 where none has; with {@link Weighting#IDF} times the inverse document
 * frequency ln((1 + rows) / (1 + d)) + 1, where d of the training rows have the bucket; and all
 * brought to length 1 (Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval,
 * sections 6.2 to 6.4; the ones are scikit-learn's, so that nothing is divided by zero and a word
 * of every row still counts). A text without words is all zeros.
 *
 * <p>The bucket is m(0) mod {@code buckets} as of {@link HashColumn}, without its sign.
 *
 * @param weights the inverse document frequencies; none: all are 1
 */
@Name("words")
record WordsColumn(Words settings, List<Double> weights) implements CategoryEncoder {
  /**
   * Fits the weights, if they are wanted.
   *
   * @param counts in how many of the training rows the buckets occur
   */
  static WordsColumn of(Words settings, Map<String, Long> counts, long rows) {
    if (settings.weighting() == Weighting.COUNT) {
      return new WordsColumn(settings, List.of());
    }
    return new WordsColumn(
        settings,
        IntStream.range(0, settings.buckets())
            .mapToObj(bucket -> counts.getOrDefault(Integer.toString(bucket), 0L))
            .map(count -> StrictMath.log((1.0 + rows) / (1.0 + count)) + 1)
            .toList());
  }

  @Override
  public int width() {
    return settings.width();
  }

  @Override
  public List<String> names(String column) {
    return IntStream.range(0, width()).mapToObj(bucket -> column + "_" + bucket).toList();
  }

  @Override
  public void encode(String text, int fold, double[] features, int at) {
    Arrays.fill(features, at, at + width(), 0);
    Bag bag = bag(text);
    for (int i = 0; i < bag.places.length; i++) {
      features[at + bag.places[i]] = bag.numbers[i];
    }
  }

  @Override
  public void addTo(String text, int fold, SparseRows rows, int at) {
    Bag bag = bag(text);
    for (int i = 0; i < bag.places.length; i++) {
      rows.add(at + bag.places[i], bag.numbers[i]);
    }
  }

  @Override
  public boolean isSparse() {
    return true;
  }

  /** The buckets that a text has, ascending, and their numbers. */
  private static final class Bag {
    final int[] places;
    final double[] numbers;

    Bag(int[] places) {
      this.places = places;
      this.numbers = new double[places.length];
    }
  }

  private Bag bag(String text) {
    int[] places = settings.places(text).sorted().toArray();
    Bag bag = new Bag(Arrays.stream(places).distinct().toArray());
    double squares = 0;
    int from = 0;
    for (int i = 0; i < bag.places.length; i++) {
      int place = bag.places[i];
      int count = 0;
      for (; from < places.length && places[from] == place; from++) {
        count++;
      }
      double weight = weights.isEmpty() ? 1 : weights.get(place);
      bag.numbers[i] = (1 + StrictMath.log(count)) * weight;
      squares += bag.numbers[i] * bag.numbers[i];
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < bag.numbers.length; i++) {
      bag.numbers[i] /= length;
    }
    return bag;
  }
}
