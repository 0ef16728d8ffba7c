package org.sparkprop.driver.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MelSpectrogramTest {
  /** Plain sums over every sample, bin and band, from the definition. */
  private static double direct(double[] recording, int frame, int band, MelSpectrogram of) {
    int size = 64;
    double[] power = new double[size / 2 + 1];
    for (int k = 0; k < power.length; k++) {
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < of.window(); i++) {
        double sample = recording[frame * of.hop() + i];
        sample *= Math.pow(Math.sin(Math.PI * i / of.window()), 2);
        real += sample * Math.cos(2 * Math.PI * i * k / size);
        imaginary -= sample * Math.sin(2 * Math.PI * i * k / size);
      }
      power[k] = (real * real + imaginary * imaginary) / of.window();
    }
    double step = 2595 * Math.log10(1 + of.rate() / 2.0 / 700) / (of.bands() + 1);
    double[] edges = new double[3];
    for (int e = 0; e < 3; e++) {
      edges[e] = 700 * (Math.pow(10, step * (band + e) / 2595) - 1);
    }
    double sum = 0;
    double weights = 0;
    for (int k = 0; k < power.length; k++) {
      double f = (double) k * of.rate() / size;
      double weight =
          f < edges[1]
              ? (f - edges[0]) / (edges[1] - edges[0])
              : (edges[2] - f) / (edges[2] - edges[1]);
      if (weight > 0) {
        sum += weight * power[k];
        weights += weight;
      }
    }
    return Math.log(1e-10 + sum / weights);
  }

  private static double[] noise(int samples) {
    return new SplittableRandom(4).doubles(samples, -1, 1).toArray();
  }

  @Test
  void equalsItsDefinition() {
    MelSpectrogram of = new MelSpectrogram(8000, 200, 50, 30, 6, 0);
    double[] noise = noise(200);
    double[] found = of.of(noise);
    assertEquals(6, of.frames());
    for (int band = 0; band < 6; band++) {
      for (int frame = 0; frame < 6; frame++) {
        assertEquals(direct(noise, frame, band, of), found[band * 6 + frame], 1e-9);
      }
    }
  }

  /** The transform is orthonormal: as many coefficients as bands keep the sum of squares. */
  @Test
  void coefficientsAreACosineTransformOfTheBands() {
    double[] noise = noise(50);
    double[] bands = new MelSpectrogram(8000, 50, 50, 50, 6, 0).of(noise);
    double[] all = new MelSpectrogram(8000, 50, 50, 50, 6, 6).of(noise);
    double squares = 0;
    double ofBands = 0;
    double mean = 0;
    for (int i = 0; i < 6; i++) {
      squares += all[i] * all[i];
      ofBands += bands[i] * bands[i];
      mean += bands[i] / 6;
    }
    assertEquals(ofBands, squares, 1e-9);
    assertEquals(mean * Math.sqrt(6), all[0], 1e-9);
    double[] few = new MelSpectrogram(8000, 50, 50, 50, 6, 2).of(noise);
    assertArrayEquals(new double[] {all[0], all[1]}, few, 1e-12);
  }

  @Test
  void aToneIsInItsBand() {
    MelSpectrogram of = new MelSpectrogram(8000, 8000, 200, 80, 40, 0);
    double[] tone = new double[8000];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = Math.sin(2 * Math.PI * 1000 * i / 8000);
    }
    double[] found = of.of(tone);
    int loudest = 0;
    for (int band = 0; band < 40; band++) {
      loudest = found[band * of.frames() + 50] > found[loudest * of.frames() + 50] ? band : loudest;
    }
    // 1,000 Hz are 1,000 mel (2595 log10(1 + 1000 / 700)), and a band's middle every 52.3 mel.
    assertTrue(Math.abs(loudest - (1000 / 52.34 - 1)) < 1, "band " + loudest);
    assertEquals(98, of.frames());
  }

  @Test
  void silenceIsFinite() {
    for (double number : new MelSpectrogram(8000, 100, 50, 50, 40, 0).of(new double[100])) {
      assertEquals(Math.log(1e-10), number, 1e-12);
    }
  }
}
