package org.sparkprop.common.layer;

/**
 * Numbers that a layer needs of all rows of a round, wherever these are, before the round's
 * gradient can be computed. A round then has passes over the same rows, with the same noise, before
 * the one that gives the gradient: in each of them every shard adds up its rows' share, and what
 * the total says goes out behind the weights of the passes that follow. The result is exact,
 * whatever the shards and micro-batches.
 */
public interface BatchStatistic {
  /** A way through the layers. */
  enum Way {
    FORWARD,
    BACKWARD
  }

  /** The name of {@link #values} among the step's parameters. */
  String name();

  /** On which way the sums are taken: when the layer is reached, and before it computes. */
  Way summed();

  /**
   * On which way the layer needs the values. If it is the one on which they are summed, no layer
   * behind can go on before they are known.
   */
  Way used();

  /** How many sums there are. */
  int sumCount();

  /** How many values are made of them. */
  int valueCount();

  /** Adds what the rows of a micro-batch give to the sums. */
  void add(Step step, double[] sums);

  /**
   * What the layer wants to know of the sums over all rows of the round.
   *
   * @param weight the sum of these rows' weights, by which the gradient will be divided
   */
  double[] values(double[] sums, double weight);

  /** Whether something is added to the loss because of them. */
  default boolean penalises() {
    return false;
  }

  /**
   * What is added to the loss because of them, as a mean over the rows.
   *
   * @throws UnusableInputException if the sums are none that there is a penalty for
   */
  default double penalty(double[] sums) {
    return 0;
  }
}
