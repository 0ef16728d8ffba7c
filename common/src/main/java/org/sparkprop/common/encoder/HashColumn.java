package org.sparkprop.common.encoder;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.MurmurHash3;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.SparseRows;

/**
 * A category of a column that has too many for a number each: 1 or −1 at a place that a hash of its
 * text says, and zeros elsewhere; a missing one is all zeros (Weinberger, Dasgupta, Langford, Smola
 * and Attenberg 2009, Feature Hashing for Large Scale Multitask Learning). Nothing is fitted, and a
 * category that training never saw has its place too.
 *
 * <p>The place is m(0) mod {@code buckets}, and the sign is − where m(1) is odd. m(seed) is
 * MurmurHash3_x86_32 (Appleby 2008) of the text's UTF-8 bytes, as an unsigned number: with h = seed
 * and each whole word k of four bytes, little-endian,
 *
 * <pre>
 * k = rotl(k · 0xcc9e2d51, 15) · 0x1b873593;  h = rotl(h ^ k, 13) · 5 + 0xe6546b64
 * </pre>
 *
 * then h ^= rotl(k · 0xcc9e2d51, 15) · 0x1b873593 for the 1 to 3 bytes k that are left, if any, h
 * ^= the number of bytes, and at last
 *
 * <pre>
 * h = (h ^ h ≫ 16) · 0x85ebca6b;  h = (h ^ h ≫ 13) · 0xc2b2ae35;  h = h ^ h ≫ 16
 * </pre>
 */
@Name("hash")
record HashColumn(int buckets) implements CategoryEncoder {
  static final int MOST_BUCKETS = 1 << 20;

  HashColumn {
    Require.that(
        buckets >= 1 && buckets <= MOST_BUCKETS,
        "buckets: expected 1 to %,d, got %,d",
        MOST_BUCKETS,
        buckets);
  }

  @Override
  public int width() {
    return buckets;
  }

  @Override
  public List<String> names(String column) {
    return IntStream.range(0, buckets).mapToObj(bucket -> column + "_" + bucket).toList();
  }

  @Override
  public void encode(String category, int fold, double[] features, int at) {
    Arrays.fill(features, at, at + buckets, 0);
    if (category != null) {
      byte[] text = category.getBytes(StandardCharsets.UTF_8);
      features[at + place(text, buckets)] = sign(text);
    }
  }

  @Override
  public void addTo(String category, int fold, SparseRows rows, int at) {
    if (category != null) {
      byte[] text = category.getBytes(StandardCharsets.UTF_8);
      rows.add(at + place(text, buckets), sign(text));
    }
  }

  @Override
  public boolean isSparse() {
    return true;
  }

  private static int sign(byte[] text) {
    return (hash(text, 1) & 1) == 0 ? 1 : -1;
  }

  /** The bucket of a text's UTF-8 bytes. */
  static int place(byte[] text, int buckets) {
    return Integer.remainderUnsigned(hash(text, 0), buckets);
  }

  private static int hash(byte[] text, int seed) {
    return MurmurHash3.hash32x86(text, 0, text.length, seed);
  }

  @Override
  public boolean leavesShares() {
    return true;
  }
}
