package org.sparkprop.common.encoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.row.ColumnKind;
import org.sparkprop.common.row.FeatureColumn;

/**
 * The {@code data.encode} part of a configuration. Columns are numbers unless one-hot, hash,
 * target-mean, date, words or tokens names them. {@code all} is all number columns that no other
 * key names, {@code log} apart.
 *
 * @param scale a factor for every number column
 * @param standardize number columns to be brought to mean 0 and variance 1, as measured on the
 *     training rows: names, or {@code all}
 * @param minMax number columns to be brought to 0 at their least and 1 at their greatest value in
 *     the training rows: names, or {@code all}
 * @param log number columns of which sign(x) · ln(1 + |x|) is taken first
 * @param quantile number columns to become the share of training rows below them
 * @param oneHot columns that hold categories
 * @param hash columns that hold more categories than one-hot takes, each with a number of buckets
 * @param targetMean columns that hold categories, to become the mean labels of their rows
 * @param date columns that hold dates or timestamps
 * @param words columns that hold texts, to become bags of words
 * @param tokens columns that hold texts, to become the numbers of their words in order
 */
public record EncodeConfiguration(
    OptionalDouble scale,
    List<String> standardize,
    List<String> minMax,
    List<String> log,
    List<String> quantile,
    List<String> oneHot,
    Map<String, Integer> hash,
    List<String> targetMean,
    List<String> date,
    Map<String, Words> words,
    Map<String, Tokens> tokens) {
  public static final String ALL = "all";

  /** More categories than this in one column are a mistake (an identifier, a number, a text). */
  public static final int MOST_CATEGORIES = 10_000;

  /** Of columns that are only said to hold texts. */
  private static final Words SOME_WORDS = new Words(1, 1, StopWords.NONE, Weighting.COUNT);

  public EncodeConfiguration {
    requireAlone(scale, "standardize", standardize);
    requireAlone(scale, "min-max", minMax);
    requireAlone(scale, "quantile", quantile);
    if (scale.isPresent()) {
      Require.that(
          Double.isFinite(scale.getAsDouble()) && scale.getAsDouble() != 0,
          "scale: expected a number other than 0, got %s",
          scale.getAsDouble());
    }
    Require.that(
        !standardize.contains(ALL) || !minMax.contains(ALL),
        "minMax: expected `all` under standardize or min-max, got it under both");
    hash.forEach(
        (column, buckets) ->
            Require.that(
                buckets >= 1 && buckets <= HashColumn.MOST_BUCKETS,
                "hash: expected 1 to %,d buckets for column %s, got %,d",
                HashColumn.MOST_BUCKETS,
                column,
                buckets));
    Map<String, List<String>> uses =
        uses(standardize, minMax, quantile, oneHot, hash, targetMean, date, words, tokens);
    requireOnce(uses);
    uses.remove("standardize");
    uses.remove("min-max");
    uses.put("log", log);
    requireOnce(uses);
  }

  /** A configuration that says of columns what kind they are, and no more. */
  public static EncodeConfiguration ofKinds(List<FeatureColumn> features) {
    return new EncodeConfiguration(
        OptionalDouble.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        names(features, ColumnKind.CATEGORY),
        Map.of(),
        List.of(),
        names(features, ColumnKind.DATE),
        names(features, ColumnKind.TEXT).stream()
            .collect(Collectors.toMap(name -> name, name -> SOME_WORDS)),
        Map.of());
  }

  private static List<String> names(List<FeatureColumn> features, ColumnKind kind) {
    return features.stream().filter(f -> f.kind() == kind).map(FeatureColumn::name).toList();
  }

  private static void requireAlone(OptionalDouble scale, String key, List<String> columns) {
    Require.that(
        scale.isEmpty() || columns.isEmpty(), "scale: expected either scale or %s, got both", key);
  }

  private static Map<String, List<String>> uses(
      List<String> standardize,
      List<String> minMax,
      List<String> quantile,
      List<String> oneHot,
      Map<String, Integer> hash,
      List<String> targetMean,
      List<String> date,
      Map<String, Words> words,
      Map<String, Tokens> tokens) {
    Map<String, List<String>> uses = new LinkedHashMap<>();
    uses.put("standardize", standardize);
    uses.put("min-max", minMax);
    uses.put("quantile", quantile);
    uses.put("one-hot", oneHot);
    uses.put("hash", List.copyOf(hash.keySet()));
    uses.put("target-mean", targetMean);
    uses.put("date", date);
    uses.put("words", List.copyOf(words.keySet()));
    uses.put("tokens", List.copyOf(tokens.keySet()));
    return uses;
  }

  /** Checks that no column stands under two of the keys. */
  private static void requireOnce(Map<String, List<String>> uses) {
    Map<String, String> first = new LinkedHashMap<>();
    uses.forEach(
        (key, columns) -> {
          for (String column : columns) {
            String before = first.putIfAbsent(column, key);
            Require.that(
                before == null || before.equals(key) || column.equals(ALL),
                "column %s: expected it under one of these keys, got it under %s and %s",
                column,
                before,
                key);
          }
        });
  }

  /** The columns that each key names, {@code all} left out. */
  public Map<String, List<String>> columns() {
    Map<String, List<String>> all =
        uses(standardize, minMax, quantile, oneHot, hash, targetMean, date, words, tokens);
    all.put("log", log);
    for (String key : List.of("standardize", "min-max")) {
      all.replace(key, all.get(key).stream().filter(column -> !column.equals(ALL)).toList());
    }
    return all;
  }

  /** Whether it says nothing. */
  public boolean isEmpty() {
    return equals(ofKinds(List.of()));
  }

  /** How a text column becomes numbers; nothing for any other. */
  public Optional<TextSettings> text(String column) {
    return Optional.<TextSettings>ofNullable(words.get(column))
        .or(() -> Optional.ofNullable(tokens.get(column)));
  }

  /** How a column is to be read. */
  public ColumnKind kind(String column) {
    if (date.contains(column)) {
      return ColumnKind.DATE;
    }
    if (text(column).isPresent()) {
      return ColumnKind.TEXT;
    }
    return oneHot.contains(column) || hash.containsKey(column) || targetMean.contains(column)
        ? ColumnKind.CATEGORY
        : ColumnKind.NUMBER;
  }

  /** Whether a number column is one of those. */
  public boolean standardizes(String column) {
    return standardize.contains(column) || (standardize.contains(ALL) && isLeft(column));
  }

  boolean scalesToRange(String column) {
    return minMax.contains(column) || (minMax.contains(ALL) && isLeft(column));
  }

  /** Whether a number column's encoder is fitted to its range or spread. */
  boolean fits(String column) {
    return standardizes(column) || scalesToRange(column) || quantile.contains(column);
  }

  /** Whether no key names a number column but log. */
  private boolean isLeft(String column) {
    List<String> named = new ArrayList<>(standardize);
    named.addAll(minMax);
    named.addAll(quantile);
    return !named.contains(column);
  }
}
