package org.sparkprop.common.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names as configurations write them. */
public final class Names {
  private static final int MOST_SHOWN = 20;

  private Names() {}

  /**
   * {@code learningRate → learning-rate}, {@code Convolution2d → convolution-2d}, {@code beta1 →
   * beta1}.
   */
  public static String kebab(String camel) {
    return camel
        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .replaceAll("([a-z])([0-9]+[a-z])", "$1-$2")
        .replace('_', '-')
        .toLowerCase(Locale.ROOT);
  }

  /** The name of a family's member. */
  public static String of(Class<?> member) {
    Name name = member.getAnnotation(Name.class);
    return name != null ? name.value() : kebab(member.getSimpleName());
  }

  /** The known name nearest to a misspelt one, if one is near enough to be meant. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String k) -> distance(name, k)).thenComparing(k -> k))
        .filter(k -> distance(name, k) <= Math.max(2, Math.min(name.length(), k.length()) / 3));
  }

  /** « did you mean X? » where some known name is near, else « allowed: … ». */
  public static String suggestion(String name, Collection<String> known) {
    return nearest(name, known)
        .map(near -> "did you mean `" + near + "`?")
        .orElse("allowed: " + String.join(", ", known));
  }

  /** The names, the first twenty of them where there are more. */
  public static String some(List<String> names) {
    return names.size() <= MOST_SHOWN
        ? String.join(", ", names)
        : "%s and %d more"
            .formatted(String.join(", ", names.subList(0, MOST_SHOWN)), names.size() - MOST_SHOWN);
  }

  /** Levenshtein's edit distance, with a swap of neighbours counted once, without case. */
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
