package org.sparkprop.common.augmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;

/** What each kind does to numbers that can be followed by hand. */
class AugmentationTest {
  private static final Shape IMAGE = new Shape(2, 3, 4);

  private static RandomStream random(long row) {
    return RandomStream.of(5, Purpose.AUGMENTATION, 1, 0, row);
  }

  private static double[] ascending(int length) {
    return IntStream.range(0, length).mapToDouble(i -> i + 1).toArray();
  }

  private static double[] applied(Augmentation kind, Shape shape, long row) {
    double[] numbers = ascending(shape.size());
    kind.check(shape);
    kind.apply(numbers, shape, random(row));
    return numbers;
  }

  @Test
  void aShiftByWholePixelsMovesAllChannelsAlike() {
    // The same draws as the kind's own say where everything must be.
    Affine shift = new Affine(2, 0, 0, 0, -1);
    for (long row = 0; row < 20; row++) {
      RandomStream draws = random(row);
      double down = 2 * (2 * draws.nextDouble() - 1);
      double across = 2 * (2 * draws.nextDouble() - 1);
      double[] moved = applied(shift, IMAGE, row);
      for (int channel = 0; channel < 2; channel++) {
        for (int y = 0; y < 3; y++) {
          for (int x = 0; x < 4; x++) {
            double expected = bilinear(channel, y - down, x - across);
            assertEquals(expected, moved[(channel * 3 + y) * 4 + x], 1e-12);
          }
        }
      }
    }
  }

  @Test
  void aCropIsAWindowOfTheImageInARim() {
    Set<List<Integer>> windows = new HashSet<>();
    for (long row = 0; row < 200; row++) {
      RandomStream draws = random(row);
      int down = draws.nextInt(5) - 2;
      int right = draws.nextInt(5) - 2;
      windows.add(List.of(down, right));
      double[] cropped = applied(new RandomCrop(2, -1), IMAGE, row);
      for (int channel = 0; channel < 2; channel++) {
        for (int y = 0; y < 3; y++) {
          for (int x = 0; x < 4; x++) {
            boolean inside = y + down >= 0 && y + down < 3 && x + right >= 0 && x + right < 4;
            double expected = inside ? 1 + (channel * 3 + y + down) * 4 + x + right : -1;
            assertEquals(expected, cropped[(channel * 3 + y) * 4 + x]);
          }
        }
      }
    }
    assertEquals(25, windows.size(), "every place of the window");
    assertThrows(IllegalArgumentException.class, () -> new RandomCrop(3, 0).check(new Shape(3, 4)));
  }

  /** Of the plane whose numbers ascend by 1 across and by 4 down, −1 outside. */
  private static double bilinear(int channel, double y, double x) {
    double sum = 0;
    for (int top = (int) Math.floor(y); top <= Math.floor(y) + 1; top++) {
      for (int left = (int) Math.floor(x); left <= Math.floor(x) + 1; left++) {
        double share = (1 - Math.abs(y - top)) * (1 - Math.abs(x - left));
        boolean inside = top >= 0 && top < 3 && left >= 0 && left < 4;
        sum += share * (inside ? 1 + (channel * 3 + top) * 4 + left : -1);
      }
    }
    return sum;
  }

  @Test
  void aRotationLeavesTheMiddleAndTurnsTheRest() {
    Shape square = new Shape(3, 3);
    Affine turn = new Affine(0, 90, 0, 0, 0);
    for (long row = 0; row < 10; row++) {
      double[] turned = applied(turn, square, row);
      assertEquals(5, turned[4], 1e-12, "the middle");
    }
    // A quarter turn by hand: what was right of the middle is below or above it.
    double[] image = {0, 0, 0, 0, 0, 8, 0, 0, 0};
    boolean[] seen = new boolean[2];
    for (long row = 0; row < 400; row++) {
      double angle = 90 * (2 * random(row).nextDouble() - 1);
      if (Math.abs(angle) > 89.9) {
        double[] turned = image.clone();
        turn.apply(turned, square, random(row));
        int at = angle > 0 ? 7 : 1;
        int other = angle > 0 ? 1 : 7;
        assertTrue(Math.max(turned[at], turned[other]) > 7.9, Arrays.toString(turned));
        seen[angle > 0 ? 0 : 1] = true;
      }
    }
    assertTrue(seen[0] || seen[1], "some draw is near a quarter turn");
  }

  @Test
  void aFlipMirrorsOrDoesNothing() {
    Set<String> seen = new HashSet<>();
    for (long row = 0; row < 30; row++) {
      seen.add(Arrays.toString(applied(new Flip("horizontal", 0.5), new Shape(2, 3), row)));
    }
    assertEquals(Set.of("[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]", "[3.0, 2.0, 1.0, 6.0, 5.0, 4.0]"), seen);
    assertArrayEquals(
        new double[] {4, 5, 6, 1, 2, 3}, applied(new Flip("vertical", 1), new Shape(2, 3), 0));
  }

  @Test
  void aCutoutIsASquareOfAllChannels() {
    for (long row = 0; row < 20; row++) {
      double[] cut = applied(new Cutout(2, -7), IMAGE, row);
      int first = 0;
      for (int i = 0; i < 12; i++) {
        assertEquals(cut[i] == -7, cut[12 + i] == -7, "both channels");
        first += cut[i] == -7 ? 1 : 0;
      }
      assertTrue(first == 1 || first == 2 || first == 4, "blank: " + first);
    }
  }

  @Test
  void brightnessAndContrast() {
    double[] brighter = applied(new Brightness(0.5), new Shape(3), 1);
    double added = 2 * random(1).nextDouble() - 1;
    assertArrayEquals(new double[] {1 + added / 2, 2 + added / 2, 3 + added / 2}, brighter, 1e-12);
    double[] contrast = applied(new Contrast(0.5), new Shape(3), 1);
    assertArrayEquals(new double[] {1 - added / 2, 2, 3 + added / 2}, contrast, 1e-12);
  }

  @Test
  void noiseHasItsDeviation() {
    double[] numbers = new double[20_000];
    new Noise(0.3).apply(numbers, new Shape(numbers.length), random(0));
    double mean = Arrays.stream(numbers).average().orElseThrow();
    double variance = Arrays.stream(numbers).map(x -> x * x).average().orElseThrow();
    assertEquals(0, mean, 0.01);
    assertEquals(0.3, Math.sqrt(variance), 0.01);
  }

  @Test
  void bandsGoAcrossTheirDimension() {
    Set<Integer> widths = new HashSet<>();
    for (long row = 0; row < 60; row++) {
      double[] masked = applied(new BandMasking(1, 2, 1, 0), new Shape(3, 4), row);
      int width = 0;
      for (int column = 0; column < 4; column++) {
        boolean blank = masked[column] == 0;
        assertEquals(blank, masked[4 + column] == 0);
        assertEquals(blank, masked[8 + column] == 0);
        width += blank ? 1 : 0;
      }
      widths.add(width);
    }
    assertEquals(Set.of(0, 1, 2), widths);
    assertThrows(
        IllegalArgumentException.class, () -> new BandMasking(2, 1, 1, 0).check(new Shape(3, 4)));
    assertThrows(
        IllegalArgumentException.class, () -> new BandMasking(0, 4, 1, 0).check(new Shape(3, 4)));
  }

  @Test
  void wordsAreDroppedAndPaddingIsNot() {
    int dropped = 0;
    for (long row = 0; row < 100; row++) {
      double[] tokens = new double[100];
      Arrays.fill(tokens, 9);
      Arrays.fill(tokens, 80, 100, -1);
      new WordDropout(0.25, 3, -1).apply(tokens, new Shape(100), random(row));
      for (int i = 0; i < 100; i++) {
        assertTrue(i < 80 ? tokens[i] == 9 || tokens[i] == 3 : tokens[i] == -1);
        dropped += tokens[i] == 3 ? 1 : 0;
      }
    }
    assertEquals(0.25, dropped / 8000.0, 0.02);
  }

  @Test
  void settingsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Affine(0, 0, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Affine(0, 0, 1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Flip("diagonal", 0.5));
    assertThrows(IllegalArgumentException.class, () -> new Cutout(0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new Cutout(1, 0).check(new Shape(4)), "no image");
    assertEquals(
        new Flip("horizontal", 0.5),
        Binder.bind(TextNode.valueOf("flip"), Augmentation.class, "kind"));
    assertTrue(Augmentations.NONE.isEmpty());
    assertFalse(new Augmentations(List.of(), List.of(new Noise(1)), 0).isEmpty());
  }
}
