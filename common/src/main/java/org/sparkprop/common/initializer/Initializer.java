package org.sparkprop.common.initializer;

import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.random.RandomStream;

/** How a block of parameters starts. */
@Members({
  Constant.class,
  GlorotUniform.class,
  GlorotNormal.class,
  HeUniform.class,
  HeNormal.class,
  LecunUniform.class,
  LecunNormal.class,
  Orthogonal.class,
  Uniform.class,
  Normal.class
})
public interface Initializer {
  /**
   * The first values of a block of {@code count} numbers.
   *
   * @param rows the first dimension, for those that care about the matrix: {@code count / rows}
   *     columns
   */
  double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random);
}
