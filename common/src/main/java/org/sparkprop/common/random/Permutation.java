package org.sparkprop.common.random;

/** Seeded permutations. */
public final class Permutation {
  private Permutation() {}

  /** The numbers 0 to {@code length} − 1 in an order drawn from {@code random} (Fisher-Yates). */
  public static int[] of(int length, RandomStream random) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
