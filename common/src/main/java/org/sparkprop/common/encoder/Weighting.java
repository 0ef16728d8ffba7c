package org.sparkprop.common.encoder;

/** What a word counts beside the others of its text. */
public enum Weighting {
  /** 1 + ln of how often it stands there. */
  COUNT,
  /** That times its inverse document frequency, which is the larger the rarer the word. */
  IDF
}
