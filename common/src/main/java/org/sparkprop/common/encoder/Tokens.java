package org.sparkprop.common.encoder;

import java.util.List;
import org.sparkprop.common.configuration.Require;

/**
 * The numbers of each text's words, in order.
 *
 * @param length so many numbers a text: the first words of a longer one, padding behind a shorter
 * @param vocabulary how many different numbers there are, those of padding and of unknown words
 *     among them
 */
public record Tokens(int length, int vocabulary) implements TextSettings {
  static final int PADDING = 0;
  static final int UNKNOWN = 1;
  static final int FIRST_WORD = 2;

  private static final int MOST_STEPS = 1 << 16;
  private static final int MOST_WORDS = 1_000_000;

  public Tokens {
    Require.that(
        length >= 1 && length <= MOST_STEPS,
        "length: expected 1 to %,d, got %,d",
        MOST_STEPS,
        length);
    Require.that(
        vocabulary > FIRST_WORD && vocabulary <= MOST_WORDS,
        "vocabulary: expected %d to %,d, with padding and unknown words, got %,d",
        FIRST_WORD + 1,
        MOST_WORDS,
        vocabulary);
  }

  @Override
  public int width() {
    return length;
  }

  @Override
  public int mostCounted() {
    return vocabulary - FIRST_WORD;
  }

  /** All its words, those beyond the length too. */
  @Override
  public List<String> counted(String text) {
    return StopWords.NONE.words(text, Integer.MAX_VALUE);
  }
}
