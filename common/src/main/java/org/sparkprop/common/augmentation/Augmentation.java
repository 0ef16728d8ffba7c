package org.sparkprop.common.augmentation;

import java.io.Serializable;
import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.RandomStream;

/**
 * A random change of a training row that leaves its meaning as it is. A record of settings; the
 * random numbers are the row's own in the round, so that a row is changed alike wherever and
 * however often it is computed.
 *
 * <p>To add one: a record here, its name in {@link Members}, a test of what it does to numbers that
 * can be followed by hand.
 */
@Members({
  Affine.class,
  Flip.class,
  Cutout.class,
  RandomCrop.class,
  Brightness.class,
  Contrast.class,
  Noise.class,
  BandMasking.class,
  WordDropout.class
})
public interface Augmentation extends Serializable {
  /**
   * Checks the settings against the rows' shape.
   *
   * @throws IllegalArgumentException if they do not fit; the message is put behind the name
   */
  default void check(Shape shape) {}

  /**
   * Changes a row in place.
   *
   * @param row as many numbers as {@code shape} has, in row-major order, as the encoder left them
   */
  void apply(double[] row, Shape shape, RandomStream random);
}
