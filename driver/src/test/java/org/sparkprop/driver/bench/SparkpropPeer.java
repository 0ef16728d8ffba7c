package org.sparkprop.driver.bench;

import java.util.List;

/**
 * This project.
 *
 * @param where it runs
 * @param rounds {@code job} or {@code standing}
 */
record SparkpropPeer(Where where, String rounds) implements Peer {
  /** Where tasks run. */
  enum Where {
    ONE_SLOT("local[1]", 1),
    TWO_SLOTS("local[2]", 2),
    CLUSTER("cluster 2×1", 2);

    private final String text;
    private final int slots;

    Where(String text, int slots) {
      this.text = text;
      this.slots = slots;
    }

    int slots() {
      return slots;
    }
  }

  @Override
  public String name() {
    return "Sparkprop, %s, %s".formatted(where.text, rounds);
  }

  @Override
  public String runWith() {
    return where == Where.CLUSTER
        ? "standalone cluster on this machine, two executors of one core, driver's heap 2 GB"
        : "one JVM, heap 3 GB";
  }

  @Override
  public List<String> command(Place place) {
    String heap = where == Where.CLUSTER ? "-Xmx2g" : "-Xmx3g";
    return place.java(
        List.of(heap),
        SparkpropTrainee.class,
        where == Where.CLUSTER ? place.cluster() : where.text,
        rounds,
        place.jar().toString());
  }
}
