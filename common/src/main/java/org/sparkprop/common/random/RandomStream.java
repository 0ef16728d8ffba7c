package org.sparkprop.common.random;

/**
 * A counter-based generator: a stream is a pure function of (seed, purpose, a, b, c), so any
 * executor draws the same numbers for, say, (round, shard, row) without having drawn others before.
 *
 * <p>The function is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, Parallel Random Numbers: As
 * Easy as 1, 2, 3). The 64-bit key is the seed mixed with the purpose; the upper half of the
 * 128-bit counter is a mix of (a, b, c) and the lower half counts the blocks drawn from the stream.
 *
 * <p>Not thread-safe.
 */
public final class RandomStream {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final double TO_UNIT = 0x1.0p-53;

  private final int key0;
  private final int key1;
  private final int counter2;
  private final int counter3;
  private long block;
  private final int[] words = new int[4];
  private int used = 4;
  private double spareGaussian = Double.NaN;

  private RandomStream(long key, long counter) {
    this.key0 = (int) key;
    this.key1 = (int) (key >>> 32);
    this.counter2 = (int) counter;
    this.counter3 = (int) (counter >>> 32);
  }

  /** The stream of {@code seed}, {@code purpose} and up to three further coordinates. */
  public static RandomStream of(long seed, Purpose purpose, long a, long b, long c) {
    long key = Mixing.mix64(Mixing.mix64(seed) + purpose.code());
    long counter = Mixing.mix64(Mixing.mix64(Mixing.mix64(a) + b) + c);
    return new RandomStream(key, counter);
  }

  /** The first four words of Philox4x32-10 for this key and counter (for its published vectors). */
  static int[] philox(int[] counter, int[] key) {
    int[] out = new int[4];
    philox(counter[0], counter[1], counter[2], counter[3], key[0], key[1], out);
    return out;
  }

  private static void philox(int c0, int c1, int c2, int c3, int k0, int k1, int[] out) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long product1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      int next0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      int next2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c1 = (int) product1;
      c3 = (int) product0;
      c0 = next0;
      c2 = next2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  public int nextInt() {
    if (used == words.length) {
      philox((int) block, (int) (block >>> 32), counter2, counter3, key0, key1, words);
      block++;
      used = 0;
    }
    return words[used++];
  }

  /** Overwrites the first {@code count} words with the next blocks of four, many at a time. */
  public void fill(int[] into, int count) {
    used = words.length;
    for (int from = 0; from < count; from += words.length) {
      philox((int) block, (int) (block >>> 32), counter2, counter3, key0, key1, words);
      block++;
      System.arraycopy(words, 0, into, from, Math.min(words.length, count - from));
    }
  }

  public long nextLong() {
    long high = nextInt();
    return (high << 32) | (nextInt() & 0xFFFFFFFFL);
  }

  /** Uniform in [0, bound), without bias (Lemire 2019); {@code bound} is at least 1. */
  public int nextInt(int bound) {
    long product = (nextInt() & 0xFFFFFFFFL) * bound;
    long low = product & 0xFFFFFFFFL;
    if (low < bound) {
      long threshold = ((1L << 32) - bound) % bound;
      while (low < threshold) {
        product = (nextInt() & 0xFFFFFFFFL) * bound;
        low = product & 0xFFFFFFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /** Uniform in [0, 1), with 53 random bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * TO_UNIT;
  }

  /** Standard normal, by the polar method (Marsaglia and Bray 1964). */
  public double nextGaussian() {
    if (!Double.isNaN(spareGaussian)) {
      double spare = spareGaussian;
      spareGaussian = Double.NaN;
      return spare;
    }
    while (true) {
      double x = 2 * nextDouble() - 1;
      double y = 2 * nextDouble() - 1;
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spareGaussian = y * factor;
        return x * factor;
      }
    }
  }
}
