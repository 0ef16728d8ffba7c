package org.sparkprop.driver.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What goes wrong in one run, drawn from a seed: the same seed is the same plan.
 *
 * @param rounds by which engine, and for standing rounds by which topology, the run trains
 */
record Plan(long seed, Way rounds, List<Fault> faults) {
  enum Way {
    JOB,
    STAR,
    PEERS;

    List<String> options() {
      return this == JOB
          ? List.of("--set", "training.rounds=job")
          : List.of(
              "--conf", "spark.sparkprop.standing.topology=" + name().toLowerCase(Locale.ROOT));
    }
  }

  private static final int MOST_FAULTS = 4;

  /**
   * A plan of one to four faults.
   *
   * @param seconds how long an undisturbed run takes from its first executor on: faults come at any
   *     time in it, while rows come in as well as in rounds and evaluations
   */
  static Plan of(long seed, int workers, double seconds) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Fault> faults = new ArrayList<>();
    for (int count = 1 + random.nextInt(MOST_FAULTS); count > 0; count--) {
      Fault.Kind kind = Fault.Kind.values()[random.nextInt(Fault.Kind.values().length)];
      faults.add(
          new Fault(
              kind,
              random.nextDouble() * seconds,
              1 + random.nextInt(workers),
              1 + 6 * random.nextDouble()));
    }
    faults.sort(Comparator.comparingDouble(Fault::atSeconds));
    return new Plan(seed, Way.values()[(int) Math.floorMod(seed, Way.values().length)], faults);
  }
}
