package org.sparkprop.driver.bench;

import static org.sparkprop.driver.bench.Suite.MEDIUM;
import static org.sparkprop.driver.bench.Suite.MEDIUM_ROWS;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What the project wants to reach, beside what this run has shown.
 *
 * @param measured empty where the run did not measure it
 */
record Goal(String text, OptionalDouble measured, String wanted) {
  /** Those of which the report has figures. */
  static List<Goal> all(Report report) {
    Figures figures = new Figures(report.results());
    List<Goal> goals = new ArrayList<>();
    goals.add(
        figures.ratio(
            "full batch: times MLlib as it comes",
            "≥ 7",
            sigmoid(Suite.STANDING),
            sigmoid(Suite.MLLIB_PLAIN)));
    goals.add(
        figures.ratio(
            "full batch: times MLlib with a native BLAS",
            "≥ 4.5",
            sigmoid(Suite.STANDING),
            sigmoid(Suite.MLLIB_NATIVE)));
    for (long batch : new long[] {128, 1024, 8192}) {
      goals.add(
          figures.ratio(
              "batch %,d: times Deeplearning4j on Spark".formatted(batch),
              "≥ 6",
              medium(Suite.STANDING, batch),
              medium(Suite.DEEPLEARNING4J, batch)));
    }
    for (long batch : new long[] {128, 1024, 8192}) {
      goals.add(
          figures.ratio(
              "batch %,d: times PyTorch DistributedDataParallel".formatted(batch),
              batch == 128 ? "≥ 0.7" : "≥ 1.0",
              medium(Suite.STANDING, batch),
              medium(Suite.DISTRIBUTED_PYTORCH, batch)));
    }
    goals.add(
        figures.one(
            "large network, batch 8,192: share of the sgemm peak",
            "≥ 0.8",
            new Key("large", Suite.LARGE_NETWORK, "relu", 8192, Suite.STANDING),
            Result::shareOfPeak));
    goals.add(
        figures.one(
            "ann-benchmark: seconds an epoch of 60,000 rows (published: MLlib 86, 47, 35, 27, 29 on"
                + " 1 to 5 nodes, Caffe 62)",
            "< 31",
            new Key("ann", Suite.ANN_NETWORK, "sigmoid", 8192, Suite.STANDING),
            Goal::annEpoch));
    for (Peer peer : List.of(Suite.JOB, Suite.STANDING, Suite.CLUSTER_STANDING)) {
      String wanted = peer == Suite.JOB ? "< 15" : peer == Suite.STANDING ? "< 2.5" : "< 3.5";
      goals.add(
          figures.one(
              "batch 1,024: ms of a round beyond its arithmetic, " + peer.name(),
              wanted,
              new Key("overhead", MEDIUM, "relu", 1024, peer),
              result -> result.median(Burst::overheadMillis)));
    }
    goals.add(
        figures.ratio(
            "batch 8,192: local[2] by local[1]",
            "≥ 1.85",
            new Key("scaling", MEDIUM, "relu", 8192, Suite.STANDING),
            new Key("scaling", MEDIUM, "relu", 8192, Suite.ONE_STANDING)));
    for (Peer peer : List.of(Suite.CLUSTER_STANDING, Suite.CLUSTER_JOB)) {
      goals.add(
          figures.one(
              "50 million parameters, driver of 2 GB: ms a round, " + peer.name(),
              "runs",
              new Key("large", Suite.FIFTY_MILLION, "relu", 1024, peer),
              result -> result.median(Burst::roundMillis)));
    }
    for (Peer peer : List.of(Suite.CLUSTER_STANDING, Suite.CLUSTER_JOB)) {
      goals.add(
          figures.one(
              "50 million parameters: bytes of a round and executor by those of all parameters in"
                  + " and out, "
                  + peer.name(),
              "≤ 1.05",
              new Key("large", Suite.FIFTY_MILLION, "relu", 1024, peer),
              Goal::bytesByParameters));
    }
    for (long batch : new long[] {128, 1024}) {
      goals.add(
          figures.ratio(
              "two convolutions, batch %,d: times PyTorch, 1 process, 2 threads".formatted(batch),
              "≥ 0.9",
              images(Suite.STANDING, batch),
              images(Suite.PYTORCH, batch)));
    }
    goals.addAll(races(report.races()));
    goals.removeIf(goal -> goal.measured().isEmpty());
    return goals;
  }

  /** Of two executors, each of which needs all weights and has a whole gradient. */
  private static OptionalDouble bytesByParameters(Result result) {
    OptionalDouble bytes = result.median(Burst::bytesPerRound);
    double needed = 2.0 * 2 * Float.BYTES * result.what().parameters();
    return bytes.isPresent() ? OptionalDouble.of(bytes.getAsDouble() / needed) : bytes;
  }

  private static OptionalDouble annEpoch(Result result) {
    OptionalDouble rate = result.rowsPerSecond();
    return rate.isPresent() ? OptionalDouble.of(60_000 / rate.getAsDouble()) : rate;
  }

  private static List<Goal> races(List<TimeToAccuracy> races) {
    List<Goal> goals = new ArrayList<>();
    for (TimeToAccuracy ours : races) {
      for (TimeToAccuracy theirs : races) {
        boolean pair =
            ours.peer().startsWith("Sparkprop")
                && theirs.peer().startsWith("PyTorch")
                && ours.batch() == theirs.batch();
        if (pair && ours.reached() && theirs.reached()) {
          goals.add(
              new Goal(
                  "MNIST to 94.5%%, batch %,d: PyTorch's seconds by Sparkprop's"
                      .formatted(ours.batch()),
                  OptionalDouble.of(theirs.seconds() / ours.seconds()),
                  "> 1"));
        }
      }
    }
    return goals;
  }

  private static Key images(Peer peer, long batch) {
    return new Key("images", "784-16c3p2-32c3p2-10", "relu", batch, peer);
  }

  private static Key sigmoid(Peer peer) {
    return new Key("mllib", MEDIUM, "sigmoid", MEDIUM_ROWS, peer);
  }

  private static Key medium(Peer peer, long batch) {
    return new Key("peers", MEDIUM, "relu", batch, peer);
  }

  /** Which figure is meant. */
  private record Key(String suite, String network, String activation, long batch, Peer peer) {
    boolean fits(Result result) {
      return result.suite().equals(suite)
          && result.what().network().equals(network)
          && result.what().activation().equals(activation)
          && result.what().batch() == batch
          && result.peer().equals(peer.name());
    }
  }

  private record Figures(List<Result> results) {
    Goal one(String text, String wanted, Key key, Function<Result, OptionalDouble> figure) {
      return new Goal(text, find(key, figure), wanted);
    }

    Goal ratio(String text, String wanted, Key upper, Key lower) {
      OptionalDouble above = find(upper, Result::rowsPerSecond);
      OptionalDouble below = find(lower, Result::rowsPerSecond);
      boolean both = above.isPresent() && below.isPresent();
      OptionalDouble ratio =
          both
              ? OptionalDouble.of(above.getAsDouble() / below.getAsDouble())
              : OptionalDouble.empty();
      return new Goal(text, ratio, wanted);
    }

    private OptionalDouble find(Key key, Function<Result, OptionalDouble> figure) {
      return results.stream()
          .filter(key::fits)
          .findFirst()
          .map(figure)
          .orElse(OptionalDouble.empty());
    }
  }
}
