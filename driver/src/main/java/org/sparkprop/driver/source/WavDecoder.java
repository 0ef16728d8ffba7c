package org.sparkprop.driver.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * A WAV file's samples from −1 to 1, the mean of its channels, brought to the spectrogram's rate,
 * as a spectrogram.
 */
record WavDecoder(MelSpectrogram spectrogram) implements FileTable.Decoder {
  private static final int MOST_CHANNELS = 32;
  private static final int LEAST_RATE = 1000;
  private static final int MOST_RATE = 400_000;

  @Override
  public double[] decode(byte[] content) throws UnusableFileException {
    return spectrogram.of(samples(content));
  }

  /** As many samples as the spectrogram takes, at its rate: cut, or with zeros behind. */
  private double[] samples(byte[] content) throws UnusableFileException {
    try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(content))) {
      AudioFormat format = in.getFormat();
      check(format);
      int bytes = format.getSampleSizeInBits() / 8;
      int channels = format.getChannels();
      Resampling resampling =
          new Resampling(Math.round(format.getSampleRate()), spectrogram.rate());
      long wanted = resampling.needed(spectrogram.samples()) * channels * bytes;
      byte[] raw = read(in, (int) Math.min(content.length, wanted));
      if (raw.length == 0) {
        throw new UnusableFileException("expected samples, got none");
      }
      ByteBuffer buffer =
          ByteBuffer.wrap(raw)
              .order(format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      double[] samples = new double[raw.length / (bytes * channels)];
      for (int i = 0; i < samples.length; i++) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          sum += bytes == 2 ? buffer.getShort() / 32768.0 : unsignedOrNot(buffer.get(), format);
        }
        samples[i] = sum / channels;
      }
      return resampling.of(samples, spectrogram.samples());
    } catch (UnsupportedAudioFileException e) {
      throw new UnusableFileException("expected a WAV file of PCM samples: " + e.getMessage());
    } catch (IOException e) {
      throw new UnusableFileException("the sound cannot be read: " + e.getMessage());
    }
  }

  /** Java's streams of sound may give nothing for ever where a header is damaged. */
  private static byte[] read(AudioInputStream in, int most) throws IOException {
    byte[] raw = new byte[most];
    int length = 0;
    int read = in.read(raw, 0, most);
    while (read > 0) {
      length += read;
      read = in.read(raw, length, most - length);
    }
    return Arrays.copyOf(raw, length);
  }

  private void check(AudioFormat format) throws UnusableFileException {
    boolean signed = format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED);
    boolean unsigned = format.getEncoding().equals(AudioFormat.Encoding.PCM_UNSIGNED);
    int bits = format.getSampleSizeInBits();
    if (!(signed || unsigned) || (bits != 8 && bits != 16) || (unsigned && bits == 16)) {
      throw new UnusableFileException(
          "expected PCM samples of 8 or 16 bits, got %s of %d bits"
              .formatted(format.getEncoding(), bits));
    }
    int channels = format.getChannels();
    if (channels < 1 || channels > MOST_CHANNELS || format.getFrameSize() != channels * bits / 8) {
      throw new UnusableFileException(
          "expected 1 to %d channels, got %d in frames of %d bytes"
              .formatted(MOST_CHANNELS, channels, format.getFrameSize()));
    }
    int rate = Math.round(format.getSampleRate());
    if (rate < LEAST_RATE || rate > MOST_RATE) {
      throw new UnusableFileException(
          "expected %,d to %,d samples a second, got %,d".formatted(LEAST_RATE, MOST_RATE, rate));
    }
  }

  private static double unsignedOrNot(byte sample, AudioFormat format) {
    return format.getEncoding().equals(AudioFormat.Encoding.PCM_UNSIGNED)
        ? ((sample & 0xff) - 128) / 128.0
        : sample / 128.0;
  }
}
