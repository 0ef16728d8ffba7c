package org.sparkprop.common.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside loops over single numbers, to the bit, at lengths around that of a block. */
class FlatVectorTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 2047, 2048, 2049, 5000})
  void scalesInDoublePrecision(int length) {
    float[] numbers = numbers(length, 1);
    float[] expected = new float[length];
    for (int i = 0; i < length; i++) {
      expected[i] = (float) (numbers[i] * (1 / 3.0));
    }

    Float32Vector vector = new Float32Vector(numbers.clone());
    vector.scale(1 / 3.0);

    assertArrayEquals(expected, vector.array());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 2047, 2048, 2049, 5000})
  void addsAMultipleAndRoundsOnce(int length) {
    float[] numbers = numbers(length, 1);
    float[] addend = numbers(length, 2);
    float[] expected = new float[length];
    for (int i = 0; i < length; i++) {
      expected[i] = (float) (numbers[i] + -0.3 * addend[i]);
    }

    Float32Vector vector = new Float32Vector(numbers.clone());
    vector.addScaled(new Float32Vector(addend), -0.3);

    assertArrayEquals(expected, vector.array());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void takesNoOtherLength(int length) {
    Float32Vector vector = new Float32Vector(new float[4]);
    Float32Vector other = new Float32Vector(new float[length]);

    assertThrows(IllegalArgumentException.class, () -> vector.add(other));
    assertThrows(IllegalArgumentException.class, () -> vector.addScaled(other, 2));
  }

  private static float[] numbers(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }
}
