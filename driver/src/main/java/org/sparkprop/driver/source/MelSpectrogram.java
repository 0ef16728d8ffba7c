package org.sparkprop.driver.source;

import java.io.Serializable;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Log-mel spectrograms, or cepstral coefficients (Davis and Mermelstein 1980): frames under a Hann
 * window, their power spectra, triangular bands of equal width on the mel scale 2595 log₁₀(1 + f /
 * 700) from 0 to half the rate, and the natural logarithm of a band's mean power + 10⁻¹⁰. The
 * coefficients are the orthonormal cosine transform (DCT-II) of the bands.
 *
 * <p>Logarithms and cosines are {@link StrictMath}'s, so that all machines have the same bits.
 *
 * @param rate samples a second
 * @param samples of a recording
 * @param window samples of a frame
 * @param hop samples from frame to frame
 * @param bands of the mel scale
 * @param coefficients 0 for the bands themselves
 */
record MelSpectrogram(int rate, int samples, int window, int hop, int bands, int coefficients)
    implements Serializable {
  private static final double SILENCE = 1e-10;

  int frames() {
    return 1 + (samples - window) / hop;
  }

  /** Numbers of a frame. */
  int height() {
    return coefficients == 0 ? bands : coefficients;
  }

  private int size() {
    int highest = Integer.highestOneBit(window);
    return highest == window ? window : 2 * highest;
  }

  /** The spectrogram by band, or coefficient, and frame. */
  double[] of(double[] recording) {
    int frames = frames();
    double[] spectrogram = new double[height() * frames];
    double[][] filters = filters();
    double[] hann = hann();
    double[][] transformed = new double[2][size()];
    double[] logs = new double[bands];
    for (int frame = 0; frame < frames; frame++) {
      for (int i = 0; i < size(); i++) {
        transformed[0][i] = i < window ? recording[frame * hop + i] * hann[i] : 0;
        transformed[1][i] = 0;
      }
      FastFourierTransformer.transformInPlace(
          transformed, DftNormalization.STANDARD, TransformType.FORWARD);
      for (int band = 0; band < bands; band++) {
        logs[band] = StrictMath.log(SILENCE + power(transformed, filters[band]));
      }
      for (int row = 0; row < height(); row++) {
        spectrogram[row * frames + frame] = coefficients == 0 ? logs[row] : cosine(logs, row);
      }
    }
    return spectrogram;
  }

  private double[] hann() {
    double[] hann = new double[window];
    for (int i = 0; i < window; i++) {
      hann[i] = 0.5 - 0.5 * StrictMath.cos(2 * Math.PI * i / window);
    }
    return hann;
  }

  /** The mean power under a filter, over the window's length. */
  private double power(double[][] transformed, double[] filter) {
    double sum = 0;
    for (int k = 0; k < filter.length; k++) {
      double real = transformed[0][k];
      double imaginary = transformed[1][k];
      sum += filter[k] * (real * real + imaginary * imaginary);
    }
    return sum / window;
  }

  private double cosine(double[] logs, int coefficient) {
    double sum = 0;
    for (int band = 0; band < bands; band++) {
      sum += logs[band] * StrictMath.cos(Math.PI * coefficient * (band + 0.5) / bands);
    }
    return sum * Math.sqrt((coefficient == 0 ? 1.0 : 2.0) / bands);
  }

  /** For each band its weights of the spectrum's bins, which sum up to 1. */
  private double[][] filters() {
    int bins = size() / 2 + 1;
    double top = mel(rate / 2.0);
    double[][] filters = new double[bands][bins];
    for (int band = 0; band < bands; band++) {
      double low = hertz(top * band / (bands + 1));
      double middle = hertz(top * (band + 1) / (bands + 1));
      double high = hertz(top * (band + 2) / (bands + 1));
      double sum = 0;
      for (int k = 0; k < bins; k++) {
        double frequency = (double) k * rate / size();
        double rising = (frequency - low) / (middle - low);
        double falling = (high - frequency) / (high - middle);
        filters[band][k] = Math.max(0, Math.min(rising, falling));
        sum += filters[band][k];
      }
      if (sum == 0) {
        // A band narrower than the bins' distance: the bin next to its middle.
        filters[band][(int) Math.round(middle * size() / rate)] = 1;
        sum = 1;
      }
      for (int k = 0; k < bins; k++) {
        filters[band][k] /= sum;
      }
    }
    return filters;
  }

  private static double mel(double hertz) {
    return 2595 * StrictMath.log10(1 + hertz / 700);
  }

  private static double hertz(double mel) {
    return 700 * (StrictMath.pow(10, mel / 2595) - 1);
  }
}
