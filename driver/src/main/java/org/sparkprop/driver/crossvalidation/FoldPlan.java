package org.sparkprop.driver.crossvalidation;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RawRowCodec;
import org.sparkprop.worker.shard.ContentHash;

/**
 * Which fold each row is in. A seeded hash of a row's content puts it into one of {@value #BINS}
 * bins; the bins of each class, in their order, are cut into folds of as many rows as can be, so
 * that every fold has its share of every class. Rows without classes are cut as if they were of
 * one. Copies of a row are in one bin, and so in one fold. How many rows a bin has is a sum over
 * all rows, so that neither the partitions of a table nor its order change anything.
 */
final class FoldPlan implements Serializable {
  static final int BINS = 4096;

  private static final long serialVersionUID = 1L;

  private final int folds;
  private final long seed;

  /** By class the fold of each bin. */
  private final TreeMap<String, byte[]> foldOfBin = new TreeMap<>();

  private final long[] rows;

  /**
   * Cuts bins into folds.
   *
   * @param folds 2 to 100
   * @param seed of the rows' hashes
   * @param counts by class how many rows each bin has
   * @throws UserMistake if a fold would have no rows, or a class rows in one fold alone
   */
  FoldPlan(int folds, long seed, Map<String, long[]> counts) {
    this.folds = folds;
    this.seed = seed;
    this.rows = new long[folds];
    counts.forEach((label, ofBins) -> foldOfBin.put(label, cut(ofBins, folds, rows)));
    if (counts.isEmpty()) {
      throw new UserMistake("the data have no rows that can be used");
    }
    for (int fold = 0; fold < folds; fold++) {
      if (rows[fold] == 0) {
        throw new UserMistake(
            "--folds: %d folds of %,d rows leave one without rows, since copies of a row stay together; name fewer"
                .formatted(folds, Arrays.stream(rows).sum()));
      }
    }
    new TreeMap<>(counts).forEach(this::requireTwoFolds);
  }

  private void requireTwoFolds(String label, long[] ofBins) {
    byte[] fold = foldOfBin.get(label);
    long[] found = new long[folds];
    for (int bin = 0; bin < BINS; bin++) {
      found[fold[bin]] += ofBins[bin];
    }
    if (Arrays.stream(found).filter(count -> count > 0).count() < 2) {
      throw new UserMistake(
          "the class `%s` has %,d rows, all alike or too few to be in two folds, and could not be learned where they are tested; drop them"
              .formatted(label, Arrays.stream(found).sum()));
    }
  }

  /** Each bin goes where its middle row would go if all were dealt out in turn. */
  private static byte[] cut(long[] ofBins, int folds, long[] rows) {
    long all = Arrays.stream(ofBins).sum();
    byte[] fold = new byte[BINS];
    long before = 0;
    for (int bin = 0; bin < BINS; bin++) {
      double middle = before + ofBins[bin] / 2.0;
      fold[bin] = (byte) Math.min(folds - 1, (int) (folds * middle / all));
      rows[fold[bin]] += ofBins[bin];
      before += ofBins[bin];
    }
    return fold;
  }

  int folds() {
    return folds;
  }

  /** How many rows a fold has. */
  long rows(int fold) {
    return rows[fold];
  }

  /** The fold of a row, from 0 on. */
  int fold(RawRow row) {
    return foldOfBin.get(stratum(row))[bin(row, seed)];
  }

  /** What a row is cut along with: its class, or nothing where there are none. */
  static String stratum(RawRow row) {
    return row.label() == null ? "" : row.label();
  }

  static int bin(RawRow row, long seed) {
    byte[] content = RawRowCodec.encode(row);
    ContentHash hash = ContentHash.of(content, 0, content.length);
    return RandomStream.of(seed, Purpose.CROSS_VALIDATION_FOLD, hash.forSplit(), hash.forOrder(), 0)
        .nextInt(BINS);
  }
}
