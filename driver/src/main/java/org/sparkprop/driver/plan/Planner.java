package org.sparkprop.driver.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.sparkprop.driver.configuration.RoundMode;

/**
 * Asks the model what could be done.
 *
 * @param modes how rounds may run on this cluster
 * @param slots of each machine
 */
public record Planner(RoundModel model, List<RoundMode> modes, int slots) {
  /** What is slower by no more than this is as good, and fewer machines or rows decide. */
  static final double AS_GOOD = 1.1;

  /** A cluster that is not faster by more than this is not worth its trouble. */
  static final double WORTH_A_CLUSTER = 1.25;

  private static final int MOST_EXECUTORS = 1000;
  private static final int BATCH_STEP = 4;
  private static final int BATCHES = 5;

  public Planner {
    modes = List.copyOf(modes);
  }

  /** 1, 10, 100, 1,000 and the powers of two between. */
  static List<Integer> executors() {
    IntStream tens = IntStream.of(1, 10, 100, MOST_EXECUTORS);
    IntStream twos = IntStream.iterate(2, e -> e < MOST_EXECUTORS, e -> 2 * e);
    return IntStream.concat(tens, twos).sorted().boxed().toList();
  }

  /** One machine, and then every number of executors, each at its best for the workload's batch. */
  public List<Forecast> forecasts(Workload workload) {
    double alone = alone(workload);
    return hosts().map(hosts -> best(workload, hosts, alone)).toList();
  }

  /** The same with the workload's own shards and one mode. */
  public List<Forecast> forecasts(Workload workload, RoundMode mode) {
    double alone = alone(workload);
    return hosts()
        .map(hosts -> judged(hosts, workload, model.forecast(workload, hosts, mode), alone))
        .toList();
  }

  private Stream<Hosts> hosts() {
    return Stream.concat(
        Stream.of(Hosts.oneMachine(slots)), executors().stream().map(e -> new Hosts(e, slots)));
  }

  /** Rows a second of one machine at its best. */
  private double alone(Workload workload) {
    return best(workload, Hosts.oneMachine(slots), 1).rowsPerSecond();
  }

  private Forecast best(Workload workload, Hosts hosts, double alone) {
    long suited = Math.min((long) hosts.computing() * slots, workload.batch());
    Workload cut = workload.withShards((int) suited);
    return modes.stream()
        .map(mode -> judged(hosts, cut, model.forecast(cut, hosts, mode), alone))
        .min(Comparator.comparingDouble(Forecast::epochSeconds))
        .orElseThrow();
  }

  private static Forecast judged(
      Hosts hosts, Workload workload, RoundForecast round, double alone) {
    double speed = workload.batch() / round.seconds();
    return new Forecast(hosts, workload, round, speed / (hosts.computing() * alone));
  }

  /** Of these the fastest. */
  public static Forecast fastest(List<Forecast> forecasts) {
    return forecasts.stream().min(Comparator.comparingDouble(Forecast::epochSeconds)).orElseThrow();
  }

  /** The least machines that are as good as the fastest; one where a cluster is not worth it. */
  public static Forecast recommended(List<Forecast> forecasts) {
    double least = fastest(forecasts).epochSeconds();
    return forecasts.stream()
        .filter(
            f -> f.epochSeconds() <= least * (f.hosts().isOneMachine() ? WORTH_A_CLUSTER : AS_GOOD))
        .findFirst()
        .orElseThrow();
  }

  /** The batch as it is, and a few larger ones up to all rows. */
  public static List<Long> batches(Workload workload) {
    List<Long> batches = new ArrayList<>();
    LongStream.iterate(workload.batch(), b -> b < workload.rows(), b -> b * BATCH_STEP)
        .limit(BATCHES - 1L)
        .forEach(batches::add);
    batches.add(workload.rows());
    return batches.stream().distinct().toList();
  }

  /** The smallest of the batches at which the machines that suit it are as fast as at any. */
  public long bestBatch(Workload workload) {
    List<Forecast> ofBatches =
        batches(workload).stream()
            .map(batch -> recommended(forecasts(workload.withBatch(batch))))
            .toList();
    double least = fastest(ofBatches).epochSeconds() * AS_GOOD;
    return ofBatches.stream()
        .filter(f -> f.epochSeconds() <= least)
        .findFirst()
        .orElseThrow()
        .workload()
        .batch();
  }
}
