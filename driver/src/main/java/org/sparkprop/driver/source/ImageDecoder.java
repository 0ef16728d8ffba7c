package org.sparkprop.driver.source;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * An image file as bytes by channel, line and place, by Java's own readers. A larger image is
 * halved until it is less than twice as wide and high as wanted, so that every pixel counts, and
 * then, as a smaller one, drawn to its size with bilinear interpolation. Grey is 0.299 red + 0.587
 * green + 0.114 blue (ITU-R BT.601). What is transparent is black.
 */
record ImageDecoder(int width, int height, int channels) implements FileTable.Decoder {
  /** More than a camera has: what is larger in its header is not decoded. */
  private static final long MOST_PIXELS = 100_000_000;

  @Override
  public byte[] decode(byte[] content) throws UnusableFileException {
    BufferedImage image = resized(read(content));
    int pixels = width * height;
    byte[] planes = new byte[channels * pixels];
    int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels; i++) {
      int red = colours[i] >> 16 & 0xff;
      int green = colours[i] >> 8 & 0xff;
      int blue = colours[i] & 0xff;
      if (channels == 1) {
        planes[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
      } else {
        planes[i] = (byte) red;
        planes[pixels + i] = (byte) green;
        planes[2 * pixels + i] = (byte) blue;
      }
    }
    return planes;
  }

  private static BufferedImage read(byte[] content) throws UnusableFileException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new UnusableFileException("expected an image as PNG, JPEG, GIF or BMP");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw new UnusableFileException(
              "expected an image of at most %,d pixels, got %,d".formatted(MOST_PIXELS, pixels));
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      throw new UnusableFileException("the image cannot be decoded: " + e.getMessage());
    }
  }

  private BufferedImage resized(BufferedImage image) {
    BufferedImage now = image;
    while (now.getWidth() >= 2 * width && now.getHeight() >= 2 * height) {
      now = drawn(now, (now.getWidth() + 1) / 2, (now.getHeight() + 1) / 2);
    }
    return drawn(now, width, height);
  }

  private static BufferedImage drawn(BufferedImage image, int toWidth, int toHeight) {
    BufferedImage drawn = new BufferedImage(toWidth, toHeight, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, toWidth, toHeight, null);
    graphics.dispose();
    return drawn;
  }
}
