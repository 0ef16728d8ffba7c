package org.sparkprop.common.encoder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Words that say too little to be kept, and a text without them.
 *
 * <p>Words are those of Lucene's standard analyzer: cut by the rules of Unicode's annex 29, each
 * character of a language without spaces by itself, in lower case, without punctuation, and longer
 * than 255 characters cut into such pieces.
 */
public enum StopWords {
  /** All words are kept. */
  NONE(new StandardAnalyzer()),
  /** Lucene's 33 English ones: a, and, of, the … */
  ENGLISH(new StandardAnalyzer(EnglishAnalyzer.ENGLISH_STOP_WORDS_SET));

  private final Analyzer analyzer;

  StopWords(Analyzer analyzer) {
    this.analyzer = analyzer;
  }

  /**
   * The first words of a text that are no stop words, in order.
   *
   * @param text null is an empty one
   * @param most so many words at most
   */
  List<String> words(String text, int most) {
    List<String> words = new ArrayList<>();
    if (text == null) {
      return words;
    }
    try (TokenStream stream = analyzer.tokenStream("", text)) {
      CharTermAttribute word = stream.getAttribute(CharTermAttribute.class);
      stream.reset();
      while (words.size() < most && stream.incrementToken()) {
        words.add(word.toString());
      }
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read from memory", e);
    }
  }
}
