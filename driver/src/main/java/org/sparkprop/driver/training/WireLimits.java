package org.sparkprop.driver.training;

import java.util.Locale;
import org.apache.spark.SparkConf;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.network.Network;
import org.sparkprop.driver.configuration.RoundMode;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.round.JobRoundEngine;

/**
 * What a round sends, beside what Spark lets through. {@code spark.rpc.message.maxSize} is no
 * limit: weights go out as a broadcast in blocks or over the standing tasks' own connections, large
 * sums come back through Spark's block manager or over these, and a task itself is small whatever
 * the network.
 *
 * @param weightBytes of the weights that go out
 * @param sumBytes of the sum of one task
 */
record WireLimits(long weightBytes, long sumBytes) {
  private static final long MIB = 1 << 20;

  /** The longest array that Java's virtual machines make, in bytes. */
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

  static WireLimits of(Network network, TrainingConfiguration training) {
    Curvature curvature = training.curvature(network);
    int parameters = network.parameterCount();
    long bytes = training.precision().bytes();
    long statistics = network.batchStatistics().valueCount();
    return new WireLimits(
        (curvature.weightNumbers(parameters) + statistics) * bytes,
        (curvature.sumNumbers(parameters) + statistics) * bytes);
  }

  /**
   * Refuses what would fail in round one or, worse, in the evaluation after the last.
   *
   * @param tasks how many of a round run at once
   * @throws UserMistake naming the setting to change
   */
  void require(SparkConf conf, RoundMode rounds, int tasks) {
    if (weightBytes > LONGEST_ARRAY) {
      throw new UserMistake(
          String.format(
              Locale.ROOT,
              "network.layers: the weights take %,d MiB, and at most %,d MiB go out at once; make"
                  + " layers smaller, or take training.precision: float32 where it is float64",
              mib(weightBytes),
              LONGEST_ARRAY / MIB));
    }
    if (rounds != RoundMode.JOB) {
      return;
    }
    if (sumBytes > LONGEST_ARRAY) {
      throw new UserMistake(
          String.format(
              Locale.ROOT,
              "training.rounds: a task's sum takes %,d MiB, and jobs send back at most %,d MiB of"
                  + " each; take standing, which sends pieces",
              mib(sumBytes),
              LONGEST_ARRAY / MIB));
    }
    // Zero is no limit. One sum comes back where tasks merge by slices, else one of each.
    long most = conf.getSizeAsBytes("spark.driver.maxResultSize", "1g");
    long results = JobRoundEngine.mergesBySlices(sumBytes, tasks) ? sumBytes : sumBytes * tasks;
    if (most > 0 && results > most) {
      throw new UserMistake(
          String.format(
              Locale.ROOT,
              "spark.driver.maxResultSize: a round of this network brings %,d MiB back, and it"
                  + " allows %,d MiB; set --conf spark.driver.maxResultSize=%dm, or take"
                  + " training.rounds: standing",
              mib(results),
              most / MIB,
              2 * mib(results)));
    }
  }

  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
