package org.sparkprop.common.encoder;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.sparkprop.common.configuration.Name;

/**
 * A text as the numbers of its first words, in order, as {@link
 * org.sparkprop.common.layer.Embedding} takes them: 0 is padding behind them, 1 a word that is not
 * in the vocabulary, and from 2 on the vocabulary's words.
 *
 * @param words the most frequent ones of the training rows, sorted by text
 */
@Name("tokens")
record TokensColumn(Tokens settings, List<String> words) implements CategoryEncoder {
  /**
   * Takes words for the vocabulary.
   *
   * @param counts of the most frequent words, no more than there is room for
   */
  static TokensColumn of(Tokens settings, Map<String, Long> counts) {
    return new TokensColumn(settings, List.copyOf(new TreeSet<>(counts.keySet())));
  }

  @Override
  public int width() {
    return settings.width();
  }

  @Override
  public List<String> names(String column) {
    return IntStream.range(0, width()).mapToObj(step -> column + "_" + step).toList();
  }

  @Override
  public void encode(String text, int fold, double[] features, int at) {
    Arrays.fill(features, at, at + width(), Tokens.PADDING);
    for (String word : StopWords.NONE.words(text, settings.length())) {
      int place = Collections.binarySearch(words, word);
      features[at++] = place < 0 ? Tokens.UNKNOWN : Tokens.FIRST_WORD + place;
    }
  }

  @Override
  public boolean leavesShares() {
    return true;
  }
}
