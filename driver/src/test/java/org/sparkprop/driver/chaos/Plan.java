package org.sparkprop.driver.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.sparkprop.worker.standing.MeetingPlace;

/**
 * What goes wrong in one run, drawn from a seed: the same seed is the same plan. An executor is
 * killed in each, in the phase that is the seed's turn, so that five seeds that follow one another
 * have one for each phase, and twenty one for each phase in each way to train.
 *
 * @param way by which engine, and for standing rounds how vectors travel, the run trains
 */
record Plan(long seed, Way way, List<Fault> faults) {
  enum Way {
    JOB("--set", "training.rounds=job"),
    /** Through memory that driver and executors share. */
    STAR("--conf", MeetingPlace.TOPOLOGY + "=star"),
    /** Through the network, as between machines. */
    STREAMS(
        "--conf", MeetingPlace.TOPOLOGY + "=star", "--conf", MeetingPlace.SHARED_MEMORY + "=false"),
    PEERS("--conf", MeetingPlace.TOPOLOGY + "=peers");

    private final List<String> options;

    Way(String... options) {
      this.options = List.of(options);
    }

    List<String> options() {
      return options;
    }
  }

  private static final int MOST_FURTHER_FAULTS = 3;

  /**
   * A plan of one to four faults.
   *
   * @param rounds how many rounds the run has
   * @param roundsOfEpoch after how many of them it evaluates
   */
  static Plan of(long seed, int workers, int rounds, int roundsOfEpoch) {
    SplittableRandom random = new SplittableRandom(seed);
    Draw draw = new Draw(random, workers, rounds, roundsOfEpoch);
    List<Fault> faults = new ArrayList<>();
    faults.add(draw.fault(Fault.Kind.EXECUTOR_KILLED, of(Fault.Phase.values(), seed)));
    for (int count = random.nextInt(MOST_FURTHER_FAULTS + 1); count > 0; count--) {
      faults.add(draw.fault(draw.any(Fault.Kind.values()), draw.any(Fault.Phase.values())));
    }
    faults.sort(Comparator.comparingInt(Fault::afterRound).thenComparingDouble(Fault::share));
    return new Plan(seed, of(Way.values(), seed), faults);
  }

  private static <T> T of(T[] values, long seed) {
    return values[(int) Math.floorMod(seed, (long) values.length)];
  }

  private record Draw(SplittableRandom random, int workers, int rounds, int roundsOfEpoch) {
    Fault fault(Fault.Kind kind, Fault.Phase phase) {
      // Not right at the end: whatever goes wrong, there are rounds left to go on with.
      int afterRound =
          switch (phase) {
            case ROWS_COME_IN -> 0;
            case EVALUATION -> roundsOfEpoch * (1 + random.nextInt(rounds / roundsOfEpoch - 1));
            default -> 1 + random.nextInt(rounds - roundsOfEpoch);
          };
      if (phase != Fault.Phase.EVALUATION && afterRound % roundsOfEpoch == 0 && afterRound > 0) {
        afterRound++;
      }
      return new Fault(
          kind,
          phase,
          afterRound,
          random.nextDouble(),
          1 + random.nextInt(workers),
          1 + 6 * random.nextDouble());
    }

    <T> T any(T[] values) {
      return values[random.nextInt(values.length)];
    }
  }
}
