package org.sparkprop.common.encoder;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * A bag of words of each text.
 *
 * @param buckets how many numbers there are; words whose hashes agree share one
 * @param words 1: single words; 2: also each two neighbours, stop words left out before
 * @param stopWords which words are left out
 * @param weighting what a word counts
 */
public record Words(
    @Default("4096") int buckets,
    @Default("1") int words,
    @Default("none") StopWords stopWords,
    @Default("count") Weighting weighting)
    implements TextSettings {
  static final int MOST_BUCKETS = 1 << 18;
  private static final int MOST_WORDS = 2;

  public Words {
    Require.that(
        buckets >= 1 && buckets <= MOST_BUCKETS,
        "buckets: expected 1 to %,d, got %,d",
        MOST_BUCKETS,
        buckets);
    Require.that(
        words >= 1 && words <= MOST_WORDS,
        "words: expected 1, single words, or 2, also pairs, got %,d",
        words);
  }

  /** The buckets of a text's words and pairs, each as often as it stands there. */
  IntStream places(String text) {
    List<String> single = stopWords.words(text, Integer.MAX_VALUE);
    List<String> all = new ArrayList<>(single);
    for (int i = 1; i < single.size() && words == MOST_WORDS; i++) {
      all.add(single.get(i - 1) + " " + single.get(i));
    }
    return all.stream()
        .mapToInt(word -> HashColumn.place(word.getBytes(StandardCharsets.UTF_8), buckets));
  }

  @Override
  public int width() {
    return buckets;
  }

  @Override
  public int mostCounted() {
    return weighting == Weighting.IDF ? buckets : 0;
  }

  /** The numbers of the buckets that have a word of the text. */
  @Override
  public List<String> counted(String text) {
    return places(text).distinct().mapToObj(Integer::toString).toList();
  }
}
