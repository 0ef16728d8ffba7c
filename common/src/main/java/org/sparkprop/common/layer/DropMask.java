package org.sparkprop.common.layer;

import org.sparkprop.common.random.RandomStream;
import org.sparkprop.common.vector.Tensor;

/**
 * Draws masks of which each number is 0 with probability {@code rate} and else 1 / (1 − {@code
 * rate}), so that its mean is 1. Sixteen random bits a number: a mask costs little beside a matrix
 * product.
 */
record DropMask(double rate) {
  /** The rate counts in these steps, and the numbers that stay are divided by what it comes to. */
  private static final int STEPS = 1 << 16;

  /** Random words at once, in whole blocks of the generator's four. */
  private static final int WORDS = 1024;

  /** Overwrites {@code count} numbers of {@code mask} from {@code from} on. */
  void draw(RandomStream random, Tensor mask, int from, int count) {
    int dropped = (int) Math.min(STEPS - 1, Math.round(rate * STEPS));
    double kept = STEPS / (double) (STEPS - dropped);
    int[] words = new int[Math.min(WORDS, (count + 1) / 2)];
    double[] numbers = new double[words.length * 2];
    for (int done = 0; done < count; done += numbers.length) {
      int part = Math.min(numbers.length, count - done);
      random.fill(words, (part + 1) / 2);
      for (int i = 0; i < words.length; i++) {
        numbers[2 * i] = (words[i] & (STEPS - 1)) < dropped ? 0 : kept;
        numbers[2 * i + 1] = words[i] >>> 16 < dropped ? 0 : kept;
      }
      mask.write(from + done, part, numbers);
    }
  }
}
