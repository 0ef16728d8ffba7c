package org.sparkprop.driver.probe;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.TestBlockId;
import org.sparkprop.driver.plan.Link;

/**
 * The links between driver and executors, by Spark's own messages. All executors exchange with the
 * driver at once, so that what is measured is the link of the driver's host, which a round's
 * vectors share too. Two lengths are compared, so that what does not depend on the length drops
 * out.
 */
record NetworkProbe(JavaSparkContext context, int executors, int slots) {
  /** One block of a broadcast: its first owner is the driver alone. */
  private static final double LARGE = (4 << 20) - (64 << 10);

  /** More than a task's result may have to come with its end. */
  private static final double SMALL = 5 << 18;

  private static final int QUESTIONS = 50;

  /**
   * Beyond so many times what the large message says, the difference of the two is an accident of
   * other work on the hosts.
   */
  private static final double MOST_FASTER = 4;

  Link measure(double seconds) {
    double latency = least(seconds / 4, this::questionSeconds) / 2;
    double out = rate(seconds * 3 / 8, this::outSeconds);
    double in = rate(seconds * 3 / 8, this::inSeconds);
    return new Link(out, in, latency);
  }

  /** Bytes a second of an action, from what the large message takes more than the small one. */
  private double rate(double seconds, IntToDoubleFunction action) {
    double large = least(seconds / 2, () -> action.applyAsDouble((int) LARGE));
    double small = least(seconds / 2, () -> action.applyAsDouble((int) SMALL));
    double whole = executors * LARGE / large;
    double difference = executors * (LARGE - SMALL) / (large - small);
    return large > small ? Math.min(difference, MOST_FASTER * whole) : MOST_FASTER * whole;
  }

  /** What others do on the hosts can only make it longer. */
  private static double least(double seconds, DoubleSupplier measurement) {
    return Collections.min(Repeated.values(seconds, measurement));
  }

  /** The quickest question to the driver of a while. */
  private double questionSeconds() {
    return Collections.min(onEverySlot(new Ask()));
  }

  /** Until the last executor has what the driver alone had. */
  private double outSeconds(int bytes) {
    Broadcast<byte[]> broadcast = context.broadcast(new byte[bytes]);
    try {
      return Collections.max(onEverySlot(new Fetch(broadcast)));
    } finally {
      broadcast.destroy();
    }
  }

  /** Until the driver has what every executor sends. */
  private double inSeconds(int bytes) {
    List<Integer> wanted = Collections.nCopies(executors, bytes);
    return Repeated.seconds(
        () -> context.parallelize(wanted, executors).map(byte[]::new).collect());
  }

  private List<Double> onEverySlot(FlatMapFunction<Iterator<Integer>, Double> function) {
    int tasks = executors * slots;
    return context
        .parallelize(Collections.nCopies(tasks, 0), tasks)
        .mapPartitions(function)
        .collect();
  }

  private record Ask() implements FlatMapFunction<Iterator<Integer>, Double>, Serializable {
    @Override
    public Iterator<Double> call(Iterator<Integer> nothing) {
      BlockId block = new TestBlockId("sparkprop-question");
      List<Double> seconds = new ArrayList<>();
      for (int i = 0; i < QUESTIONS; i++) {
        seconds.add(
            Repeated.seconds(() -> SparkEnv.get().blockManager().master().getLocations(block)));
      }
      return List.of(Collections.min(seconds)).iterator();
    }
  }

  private record Fetch(Broadcast<byte[]> broadcast)
      implements FlatMapFunction<Iterator<Integer>, Double>, Serializable {
    @Override
    public Iterator<Double> call(Iterator<Integer> nothing) {
      return List.of(Repeated.seconds(broadcast::value)).iterator();
    }
  }
}
