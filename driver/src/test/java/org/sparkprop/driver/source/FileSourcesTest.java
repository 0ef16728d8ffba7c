package org.sparkprop.driver.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingResult;

/** Rows that are files: images and sounds. */
class FileSourcesTest {
  @TempDir Path folder;

  private static byte[] image(int width, int height, String format, int... colours) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, colours[i % colours.length]);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      assertTrue(ImageIO.write(image, format, bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] wav(AudioFormat format, byte[] samples) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      AudioSystem.write(
          new AudioInputStream(
              new ByteArrayInputStream(samples), format, samples.length / format.getFrameSize()),
          AudioFileFormat.Type.WAVE,
          bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static AudioFormat pcm(int bits, int channels) {
    return new AudioFormat(8000, bits, channels, bits == 16, false);
  }

  private void write(String name, byte[] bytes) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void pixelsByChannelLineAndPlace() throws UnusableFileException {
    byte[] png = image(2, 2, "png", 0x010203, 0x0a0b0c, 0xff0000, 0x00ff00);
    byte[] planes = new ImageDecoder(2, 2, 3).decode(png);
    assertArrayEquals(new byte[] {1, 10, -1, 0, 2, 11, 0, -1, 3, 12, 0, 0}, planes);
    byte[] grey = new ImageDecoder(2, 2, 1).decode(png);
    // 0.299 · 1 + 0.587 · 2 + 0.114 · 3 = 1.815, and so on.
    assertArrayEquals(new byte[] {2, 11, 76, (byte) 150}, grey);
    byte[] bmp = new ImageDecoder(2, 2, 3).decode(image(2, 2, "bmp", 0x010203, 0x0a0b0c));
    assertEquals(1, bmp[0]);
  }

  /** Halving means over four pixels: black and white lines become grey. */
  @Test
  void everyPixelOfALargeImageCounts() throws UnusableFileException {
    byte[] stripes = image(32, 32, "png", 0, 0xffffff);
    for (byte pixel : new ImageDecoder(4, 4, 1).decode(stripes)) {
      assertEquals(127, pixel & 0xff, 2);
    }
    assertEquals(64 * 48 * 3, new ImageDecoder(64, 48, 3).decode(stripes).length);
  }

  private TrainingResult train(SparkSession spark, String source, String... overrides) {
    write(
        "files.yaml",
        """
        name: files
        data: {source: {%s}, label: label, encode: {scale: 0.01}}
        network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}
        training: {epochs: 1, batch-size: 4, shards: 1}
        """
            .formatted(source)
            .getBytes(StandardCharsets.UTF_8));
    return Trainer.fromFile(folder.resolve("files.yaml"), overrides).train(spark);
  }

  @Test
  void imagesLabelledByFolderOrName() {
    for (int i = 0; i < 6; i++) {
      write("cats/%d.png".formatted(i), image(5, 4, "png", i * 0x101010));
      write("dogs/%d.jpg".formatted(i), image(4, 5, "jpg", 0xffffff - i * 0x101010));
      write("all/cats_%d.png".formatted(i), image(5, 4, "png", i * 0x101010));
      write("all/dogs_%d.jpg".formatted(i), image(4, 5, "jpg", 0xffffff - i * 0x101010));
    }
    String size = "width: 3, height: 3";
    LocalSpark.with(
        2,
        spark -> {
          String byFolder = "images: {path: \"%s/{cats,dogs}\", %s}".formatted(folder, size);
          String byName =
              "images: {path: \"%s/all\", %s, label-pattern: \"([a-z]+)_.*\"}"
                  .formatted(folder, size);
          TrainingResult first = train(spark, byFolder);
          assertEquals(first.model().weights(), train(spark, byName).model().weights());
          assertEquals(java.util.List.of("cats", "dogs"), first.model().classes());
          assertEquals(27, first.model().network().input().size());
          write("cats/broken.png", Arrays.copyOf(image(5, 4, "png", 0), 40));
          refused(spark, byFolder, "broken.png: the image cannot be decoded");
          write("cats/broken.png", "text".getBytes(StandardCharsets.UTF_8));
          refused(spark, byFolder, "broken.png: expected an image as PNG, JPEG, GIF or BMP");
          ByteBuffer huge = ByteBuffer.wrap(image(5, 4, "png", 0));
          CRC32 checksum = new CRC32();
          checksum.update(huge.putInt(16, 40_000).putInt(20, 40_000).array(), 12, 17);
          write("cats/broken.png", huge.putInt(29, (int) checksum.getValue()).array());
          refused(spark, byFolder, "at most 100,000,000 pixels, got 1,600,000,000");
          assertEquals(
              first.model().weights(),
              train(spark, byFolder, "data.on-bad-row=skip").model().weights());
          write("all/other.png", image(5, 4, "png", 0));
          refused(spark, byName, "other.png: its name does not match label-pattern");
          refused(spark, byName.replace("([a-z]+)", "[a-z]+"), "with one group");
          refused(spark, byName.replace("width: 3", "width: 0"), "width: expected 1 to 4096");
          refused(spark, "images: {path: \"%s/none\", %s}".formatted(folder, size), "no file");
          return null;
        });
  }

  @Test
  void imagesLabelledByATable() {
    StringBuilder labels = new StringBuilder("label,file\n");
    for (int i = 0; i < 6; i++) {
      write("cats/%d.png".formatted(i), image(5, 4, "png", i * 0x101010));
      write("dogs/%d.png".formatted(i), image(4, 5, "png", 0xffffff - i * 0x101010));
      write("all/a%d.png".formatted(i), image(5, 4, "png", i * 0x101010));
      write("all/in/b%d.png".formatted(i), image(4, 5, "png", 0xffffff - i * 0x101010));
      labels.append("cats,a%d.png%ndogs, in/b%d.png%n".formatted(i, i));
    }
    write("labels.csv", labels.toString().getBytes(StandardCharsets.UTF_8));
    String options = "width: 3, height: 3, label-table: labels.csv";
    LocalSpark.with(
        2,
        spark -> {
          String byFolder =
              "images: {path: \"%s/{cats,dogs}\", width: 3, height: 3}".formatted(folder);
          String byTable = "images: {path: \"%s/all\", %s}".formatted(folder, options);
          assertEquals(
              train(spark, byFolder).model().weights(), train(spark, byTable).model().weights());
          write("all/other.png", image(5, 4, "png", 0));
          refused(spark, byTable, "labels.csv has no label for it");
          refused(spark, byTable.replace("}", ", label-pattern: (.)}"), "leave one out");
          write("labels.csv", (labels + "dogs,b1.png\n").getBytes(StandardCharsets.UTF_8));
          refused(spark, byTable, "expected one label for each file, got several for in/b1.png");
          write("labels.csv", "name,label\n".getBytes(StandardCharsets.UTF_8));
          refused(spark, byTable, "expected the columns file and label, got name, label");
          return null;
        });
  }

  private void refused(SparkSession spark, String source, String part) {
    String message = assertThrows(UserMistake.class, () -> train(spark, source), part).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static byte[] shorts(double... samples) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double sample : samples) {
      bytes.putShort((short) Math.round(32767 * sample));
    }
    return bytes.array();
  }

  /** Eight bits, sixteen and two channels of the same sound are nearly the same spectrogram. */
  @Test
  void samplesOfAllForms() throws UnusableFileException {
    double[] noise = new SplittableRandom(1).doubles(800, -0.9, 0.9).toArray();
    byte[] eight = new byte[800];
    double[] twice = new double[1600];
    for (int i = 0; i < 800; i++) {
      eight[i] = (byte) (Math.round(noise[i] * 128) + 128);
      twice[2 * i] = noise[i];
      twice[2 * i + 1] = noise[i];
    }
    WavDecoder decoder = new WavDecoder(new MelSpectrogram(8000, 1000, 200, 80, 8, 0));
    double[] expected = decoder.decode(wav(pcm(16, 1), shorts(noise)));
    double[] direct = new MelSpectrogram(8000, 1000, 200, 80, 8, 0).of(Arrays.copyOf(noise, 1000));
    assertArrayEquals(direct, expected, 0.01);
    assertArrayEquals(expected, decoder.decode(wav(pcm(16, 2), shorts(twice))));
    assertArrayEquals(expected, decoder.decode(wav(pcm(8, 1), eight)), 0.2);
    WavDecoder shorter = new WavDecoder(new MelSpectrogram(8000, 200, 200, 80, 8, 0));
    assertEquals(expected[0], shorter.decode(wav(pcm(16, 1), shorts(noise)))[0]);
  }

  @Test
  void soundsAndTheirMistakes() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 12; i++) {
      double loud = i % 2 == 0 ? 0.9 : 0.01;
      byte[] noise = shorts(random.doubles(600 + 50 * i, -loud, loud).toArray());
      write("sounds/%s_%d.wav".formatted(i % 2 == 0 ? "loud" : "low", i), wav(pcm(16, 1), noise));
    }
    String wav =
        "wav: {path: \"%s/sounds/*\", rate: 8000, seconds: 0.1, bands: 6, label-pattern: \"([a-z]+)_.*\"}"
            .formatted(folder);
    LocalSpark.with(
        2,
        spark -> {
          TrainingResult trained = train(spark, wav);
          assertEquals(6 * 8, trained.model().network().input().size());
          assertEquals(java.util.List.of("loud", "low"), trained.model().classes());
          String coefficients = wav.replace("bands: 6", "bands: 6, coefficients: 4");
          assertEquals(32, train(spark, coefficients).model().network().input().size());
          byte[] good = wav(pcm(16, 1), shorts(new double[800]));
          refusedSound(spark, wav, "text".getBytes(StandardCharsets.UTF_8), "expected a WAV file");
          refusedSound(spark, wav, Arrays.copyOf(good, 20), "bad_1.wav: ");
          refusedSound(spark, wav, wav(pcm(16, 1), new byte[0]), "expected samples, got none");
          AudioFormat slow = new AudioFormat(500, 16, 1, true, false);
          refusedSound(
              spark, wav, wav(slow, new byte[8]), "1,000 to 400,000 samples a second, got");
          refusedSound(spark, wav, wav(pcm(16, 1), new byte[0]), "got none");
          AudioFormat floats =
              new AudioFormat(AudioFormat.Encoding.PCM_FLOAT, 8000, 32, 1, 4, 8000, false);
          refusedSound(spark, wav, wav(floats, new byte[8]), "got PCM_FLOAT of 32 bits");
          refused(spark, wav.replace("seconds: 0.1", "seconds: 0.01"), "no more than seconds");
          return null;
        });
  }

  private void refusedSound(SparkSession spark, String source, byte[] file, String part) {
    write("sounds/bad_1.wav", file);
    refused(spark, source, part);
  }

  /** Damaged files: never anything but a sentence, or a sound, or an image. */
  @Test
  void damagedFilesNeverCrash() {
    SplittableRandom random = new SplittableRandom(5);
    byte[] png = image(9, 9, "png", 0x10ff20, 0x303030, 0);
    byte[] jpg = image(9, 9, "jpg", 0x10ff20, 0x303030, 0);
    byte[] wav = wav(pcm(16, 1), shorts(random.doubles(100, -1, 1).toArray()));
    ImageDecoder images = new ImageDecoder(4, 4, 3);
    WavDecoder sounds = new WavDecoder(new MelSpectrogram(8000, 80, 40, 20, 4, 0));
    int refused = 0;
    for (int i = 0; i < 6000; i++) {
      byte[] damaged = (i % 3 == 0 ? png : i % 3 == 1 ? jpg : wav).clone();
      for (int k = random.nextInt(1, 6); k > 0; k--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        Object cell = i % 3 == 2 ? sounds.decode(damaged) : images.decode(damaged);
        assertTrue(cell instanceof byte[] || cell instanceof double[]);
      } catch (UnusableFileException said) {
        refused++;
      }
    }
    assertTrue(refused > 300 && refused < 6000, "refused " + refused);
  }
}
