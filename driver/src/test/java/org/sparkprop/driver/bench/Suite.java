package org.sparkprop.driver.bench;

import static org.sparkprop.driver.bench.SparkpropPeer.Where.CLUSTER;
import static org.sparkprop.driver.bench.SparkpropPeer.Where.ONE_SLOT;
import static org.sparkprop.driver.bench.SparkpropPeer.Where.TWO_SLOTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be asked for by name; the names on the command line are these in lower case. */
enum Suite {
  /** Beside PyTorch and Deeplearning4j, medium and small network, every batch. */
  PEERS,
  /** Beside MLlib's perceptron, which knows full batches and sigmoid layers. */
  MLLIB,
  /** What a round costs beyond its arithmetic, by both engines, in one JVM and on a cluster. */
  OVERHEAD,
  /** One slot, two slots, two executors. */
  SCALING,
  /** Twenty million parameters at batch 8,192, and fifty million with a driver of 2 GB. */
  LARGE,
  /** The network of Ulanov's ann-benchmark of MLlib's perceptron, sigmoid as there. */
  ANN,
  /** Two convolutions on images of 28×28. */
  IMAGES,
  /** Seconds to 94.5% on MNIST. */
  ACCURACY,
  /** Heap, native memory and Spark's storage over many rounds. */
  MEMORY;

  static final String SMALL = "30-16-2";
  static final String MEDIUM = "784-512-256-10";
  static final String LARGE_NETWORK = "784-4096-4096-10";
  static final String FIFTY_MILLION = "784-6720-6720-10";
  static final String ANN_NETWORK = "784-2500-2000-1500-1000-500-10";
  static final long MEDIUM_ROWS = 24_576;
  static final List<Integer> IMAGE_CHANNELS = List.of(16, 32);
  static final String IMAGE_NETWORK = "784-10";
  static final long IMAGE_ROWS = 4096;

  static final Peer STANDING = new SparkpropPeer(TWO_SLOTS, "standing");
  static final Peer JOB = new SparkpropPeer(TWO_SLOTS, "job");
  static final Peer ONE_STANDING = new SparkpropPeer(ONE_SLOT, "standing");
  static final Peer CLUSTER_STANDING = new SparkpropPeer(CLUSTER, "standing");
  static final Peer CLUSTER_JOB = new SparkpropPeer(CLUSTER, "job");
  static final Peer DISTRIBUTED_PYTORCH = new PytorchPeer(2, 1);
  static final Peer PYTORCH = new PytorchPeer(1, 2);
  static final Peer DEEPLEARNING4J = new Deeplearning4jPeer(1);
  static final Peer DEEPLEARNING4J_SELDOM = new Deeplearning4jPeer(5);
  static final Peer MLLIB_PLAIN = new MllibPeer(MllibPeer.LinearAlgebra.PLAIN);
  static final Peer MLLIB_VECTOR = new MllibPeer(MllibPeer.LinearAlgebra.VECTOR);
  static final Peer MLLIB_NATIVE = new MllibPeer(MllibPeer.LinearAlgebra.NATIVE);

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Suite named(String text) {
    return Arrays.stream(values())
        .filter(suite -> suite.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected suites of "
                        + Arrays.stream(values()).map(Suite::text).toList()
                        + ", kernels or all, got `"
                        + text
                        + "`"));
  }

  /** Its throughput comparisons; the accuracy and memory suites have none. */
  List<Comparison> comparisons(Table table, Effort effort) {
    boolean quick = effort.isQuick();
    List<Comparison> all = new ArrayList<>();
    switch (this) {
      case PEERS -> {
        List<Peer> others = List.of(STANDING, JOB, DISTRIBUTED_PYTORCH, PYTORCH, DEEPLEARNING4J);
        List<Peer> everyone = new ArrayList<>(others);
        everyone.add(DEEPLEARNING4J_SELDOM);
        for (long batch :
            quick ? new long[] {128, 1024, 8192} : new long[] {128, 1024, 8192, MEDIUM_ROWS}) {
          Case what = table.of(MEDIUM, "relu", batch, MEDIUM_ROWS, false);
          all.add(new Comparison(text(), what, quick ? others : everyone, effort));
        }
        for (long batch : quick ? new long[] {1024} : new long[] {128, 1024, 8192}) {
          Case what = table.of(SMALL, "relu", batch, MEDIUM_ROWS, false);
          all.add(new Comparison(text(), what, others, effort));
        }
      }
      case MLLIB -> {
        List<Peer> sigmoid = List.of(STANDING, JOB, MLLIB_PLAIN, MLLIB_VECTOR, MLLIB_NATIVE);
        for (String network : quick ? List.of(MEDIUM) : List.of(MEDIUM, SMALL)) {
          Case what = table.of(network, "sigmoid", MEDIUM_ROWS, MEDIUM_ROWS, false);
          all.add(new Comparison(text(), what, sigmoid, effort));
        }
      }
      case OVERHEAD -> {
        List<Peer> engines = List.of(STANDING, JOB, CLUSTER_STANDING, CLUSTER_JOB);
        for (long batch : quick ? new long[] {1024} : new long[] {128, 1024, 8192}) {
          Case what = table.of(MEDIUM, "relu", batch, MEDIUM_ROWS, false);
          all.add(new Comparison(text(), what, engines, effort));
        }
      }
      case SCALING -> {
        List<Peer> places = List.of(ONE_STANDING, STANDING, CLUSTER_STANDING);
        for (long batch : quick ? new long[] {8192} : new long[] {128, 1024, 8192, MEDIUM_ROWS}) {
          Case what = table.of(MEDIUM, "relu", batch, MEDIUM_ROWS, false);
          all.add(new Comparison(text(), what, places, effort));
        }
      }
      case LARGE -> {
        Case large = table.of(LARGE_NETWORK, "relu", 8192, quick ? 8192 : 16_384, true);
        List<Peer> places =
            quick
                ? List.of(STANDING, DISTRIBUTED_PYTORCH)
                : List.of(STANDING, JOB, CLUSTER_STANDING, DISTRIBUTED_PYTORCH);
        all.add(new Comparison(text(), large, places, effort.once()));
        Case huge = table.of(FIFTY_MILLION, "relu", 1024, 2048, true);
        Effort twice = effort.once();
        all.add(new Comparison(text(), huge, List.of(CLUSTER_STANDING), twice));
        all.add(new Comparison(text(), huge, List.of(CLUSTER_JOB), twice));
      }
      case ANN -> {
        Case ann = table.of(ANN_NETWORK, "sigmoid", 8192, quick ? 16_384 : 60_000, true);
        List<Peer> engines = quick ? List.of(STANDING) : List.of(STANDING, JOB);
        all.add(new Comparison(text(), ann, engines, effort.once()));
      }
      case IMAGES -> {
        for (long batch : quick ? new long[] {128} : new long[] {128, 1024}) {
          Case what = table.of(IMAGE_CHANNELS, IMAGE_NETWORK, "relu", batch, IMAGE_ROWS, false);
          all.add(new Comparison(text(), what, List.of(STANDING, PYTORCH), effort));
        }
      }
      case ACCURACY, MEMORY -> {}
    }
    return all;
  }

  /** Makes cases of the rows that it writes. */
  @FunctionalInterface
  interface Table {
    Case of(
        List<Integer> channels,
        String network,
        String activation,
        long batch,
        long rows,
        boolean wholeEpochs);

    /** Of dense layers alone. */
    default Case of(String network, String activation, long batch, long rows, boolean wholeEpochs) {
      return of(List.of(), network, activation, batch, rows, wholeEpochs);
    }
  }
}
