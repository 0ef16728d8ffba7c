package org.sparkprop.driver.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkprop.driver.configuration.RoundMode;

/** Forecasts beside what was worked out by hand, and where they must go to. */
class RoundModelTest {
  private static final double CLOSE = 1e-12;
  private static final double LATENCY = 1e-3;
  private static final Link LINK = new Link(1e8, 1e8, LATENCY);
  private static final Costs COSTS =
      new Costs(
          new ComputeSpeed(1e-5, 1e-4),
          LINK,
          Handling.NONE,
          0,
          new Scheduling(0.01, 0.001),
          new Rests(0, 0));
  private static final RoundModel MODEL = new RoundModel(COSTS);

  private static RoundModel on(Link link) {
    return new RoundModel(COSTS.with(link));
  }

  private static RoundModel handling(Handling handling) {
    return new RoundModel(
        new Costs(COSTS.compute(), LINK, handling, 0, COSTS.scheduling(), COSTS.rests()));
  }

  /** Of 4 bytes a parameter each way. */
  private static Workload work(int parameters, long batch, int shards) {
    return new Workload(1_000_000, batch, shards, parameters, 4, 4);
  }

  @Test
  void starByHand() {
    RoundForecast round = MODEL.forecast(work(1000, 400, 4), new Hosts(4, 1), Topology.STAR);
    // 4 vectors of 4,000 bytes at 100 MB/s each way, and 100 rows of 10 µs on each executor.
    assertEquals(0.001 + 0.00016, round.distribution(), CLOSE);
    assertEquals(0.001 + 0.00016, round.aggregation(), CLOSE);
    assertEquals(0.0001 + 0.001, round.compute(), CLOSE);
    assertEquals(0, round.scheduling(), CLOSE);
    assertEquals(2 * 0.00116 + 0.0011, round.seconds(), CLOSE);
    assertEquals(16_000, round.driverSends(), CLOSE);
    assertEquals(16_000, round.driverReceives(), CLOSE);
  }

  @Test
  void peersByHand() {
    RoundForecast round = MODEL.forecast(work(1000, 400, 4), new Hosts(4, 1), Topology.PEERS);
    // One vector through the driver's link, three quarters of one through each executor's.
    assertEquals(0.002 + 4e-5 * 1.75, round.distribution(), CLOSE);
    assertEquals(0.002 + 4e-5 * 1.75, round.aggregation(), CLOSE);
    assertEquals(4_000, round.driverSends(), CLOSE);
    assertEquals(4_000, round.driverReceives(), CLOSE);
  }

  @Test
  void jobsByHand() {
    // 2^21 parameters: 8 MiB, two blocks of a broadcast. Three executors of two slots.
    Workload work = work(1 << 21, 600, 6);
    double vector = (8 << 20) / 1e8;
    RoundForecast round = MODEL.forecast(work, new Hosts(3, 2), Topology.COLLECT);
    assertEquals(8 * LATENCY + 4 * vector / 2, round.distribution(), CLOSE);
    assertEquals(2 * LATENCY + 6 * vector, round.aggregation(), CLOSE, "every task sends its own");
    assertEquals(0.01 + 6 * 0.001 + 2 * LATENCY, round.scheduling(), CLOSE);
    RoundForecast slices = MODEL.forecast(work, new Hosts(3, 2), Topology.SLICES);
    // Each executor sends two thirds of its two sums to the others, the driver receives one.
    assertEquals(4 * LATENCY + vector * 4 / 3 + vector, slices.aggregation(), CLOSE);
    assertEquals(2 * (0.01 + 6 * 0.001) + 4 * LATENCY, slices.scheduling(), CLOSE);
  }

  @Test
  void handlingOverlapsWithTheTransferOfPieces() {
    assertEquals(5, RoundModel.overlapped(2, 3, 1), CLOSE, "one piece: one behind the other");
    assertEquals(3.5, RoundModel.overlapped(2, 3, 4), CLOSE);
    assertEquals(3.5, RoundModel.overlapped(3, 2, 4), CLOSE);
    RoundModel model = handling(new Handling(1e-4, 0, 2e-8));
    RoundForecast small = model.forecast(work(1000, 400, 4), new Hosts(4, 1), Topology.STAR);
    // 4 messages, and 4,000 numbers to be added behind the transfer.
    assertEquals(0.001 + 4e-4 + 0.00016 + 8e-5, small.aggregation(), CLOSE);
    RoundForecast large = model.forecast(work(1 << 22, 400, 4), new Hosts(4, 1), Topology.STAR);
    double transfer = 4 * (16 << 20) / 1e8;
    double adding = 4 * (1 << 22) * 2e-8;
    // 4 pieces a vector, the further ones with a question and an answer more.
    assertEquals(0.003 + 16 * 1e-4 + transfer + adding / 4, large.aggregation(), CLOSE);
  }

  @Test
  void oneMachineComputesAndUpdatesAndNothingElse() {
    Costs costs =
        new Costs(
            COSTS.compute(),
            LINK,
            new Handling(1, 1, 1),
            1e-6,
            COSTS.scheduling(),
            new Rests(0.002, 0.003));
    RoundModel model = new RoundModel(costs);
    Workload work = work(1000, 400, 8);
    Hosts machine = Hosts.oneMachine(4);
    RoundForecast standing = model.forecast(work, machine, RoundMode.STANDING);
    // Two slices of 50 rows on each slot, a thousand parameters of a microsecond.
    assertEquals(2 * (1e-4 + 50e-5) + 0.001 + 0.002, standing.seconds(), CLOSE);
    assertEquals(0, standing.driverSends());
    RoundForecast job = model.forecast(work, machine, RoundMode.JOB);
    assertEquals(2 * (1e-4 + 50e-5) + 0.001 + 0.01 + 4 * 0.001 + 0.003, job.seconds(), CLOSE);
  }

  @Test
  void oneExecutorOnAPerfectLinkIsOneMachine() {
    RoundModel perfect = on(Link.NONE);
    Workload work = work(100_000, 400, 4);
    for (Topology topology : Topology.values()) {
      assertEquals(
          perfect.forecast(work, Hosts.oneMachine(2), topology).seconds(),
          perfect.forecast(work, new Hosts(1, 2), topology).seconds(),
          CLOSE,
          topology.text());
    }
  }

  @Test
  void anEmptyNetworkAndOneRowAreForecastToo() {
    RoundForecast round = MODEL.forecast(work(0, 1, 1), new Hosts(1, 1), Topology.STAR);
    assertEquals(1e-4 + 1e-5 + 2 * LATENCY, round.seconds(), CLOSE);
    RoundForecast idle = MODEL.forecast(work(0, 1, 1), new Hosts(1000, 8), Topology.STAR);
    assertEquals(round.seconds(), idle.seconds(), CLOSE, "who has no shard has no part in it");
  }

  @Test
  void betterLinksAreNeverSlowerAndMoreParametersNeverFaster() {
    for (Topology topology : Topology.values()) {
      for (int executors : Planner.executors()) {
        Hosts hosts = new Hosts(executors, 2);
        double before = Double.POSITIVE_INFINITY;
        for (double rate = 1e6; rate < 1e12; rate *= 10) {
          Workload work = work(3_000_000, 4096, 2 * executors);
          double seconds =
              on(new Link(rate, rate, LATENCY)).forecast(work, hosts, topology).seconds();
          assertTrue(seconds < before, topology.text() + ", " + executors + " at " + rate);
          before = seconds;
        }
        before = 0;
        for (int parameters = 1000; parameters < 100_000_000; parameters *= 10) {
          Workload work = work(parameters, 4096, 2 * executors);
          double seconds = MODEL.forecast(work, hosts, topology).seconds();
          assertTrue(seconds > before, topology.text() + ", " + executors + ", " + parameters);
          before = seconds;
        }
      }
    }
  }

  @Test
  void starGrowsWithTheExecutorsAndPeersHardlyDo() {
    Workload work = work(1_000_000, 4096, 1000);
    RoundModel model = on(new Link(1e8, 1e8, 0));
    double star10 = exchange(model, work, 10, Topology.STAR);
    assertEquals(10 * star10, exchange(model, work, 100, Topology.STAR), 1e-6 * star10);
    double peers10 = exchange(model, work, 10, Topology.PEERS);
    assertTrue(exchange(model, work, 1000, Topology.PEERS) < 1.06 * peers10);
  }

  private static double exchange(RoundModel model, Workload work, int executors, Topology of) {
    RoundForecast round = model.forecast(work.withShards(executors), new Hosts(executors, 1), of);
    return round.distribution() + round.aggregation();
  }

  @Test
  void peersOvertakeTheStarWhereTheirBytesSavedOutweighTheirHops() {
    // With w = W / B the star takes 2 E w + 2 L and peers 2 (2 - 1 / E) w + 4 L: peers are faster
    // where w (E - 1)² / E > L, with w = L from the third executor on.
    Workload work = work(25_000, 4096, 4);
    assertEquals(LATENCY, work.weights() / LINK.sent(), CLOSE);
    assertTrue(exchange(MODEL, work, 2, Topology.STAR) < exchange(MODEL, work, 2, Topology.PEERS));
    assertTrue(exchange(MODEL, work, 3, Topology.PEERS) < exchange(MODEL, work, 3, Topology.STAR));
  }

  @Test
  void theUpdateLimitsTheGainAtAFixedBatch() {
    // Amdahl: what is not divided takes a tenth of a round on one machine.
    Costs costs =
        new Costs(
            new ComputeSpeed(9e-6, 0),
            Link.NONE,
            Handling.NONE,
            1e-6,
            COSTS.scheduling(),
            new Rests(0, 0));
    RoundModel model = new RoundModel(costs);
    Workload work = work(1000, 1000, 1);
    double alone = model.forecast(work, Hosts.oneMachine(1), RoundMode.STANDING).seconds();
    assertEquals(0.01, alone, CLOSE);
    for (int executors : List.of(10, 1000)) {
      double together =
          model
              .forecast(work.withShards(executors), new Hosts(executors, 1), Topology.STAR)
              .seconds();
      assertEquals(1 / (0.1 + 0.9 / executors), alone / together, 1e-9);
      // Gustafson: with a batch that grows with the executors the update stays what it was.
      Workload grown = work(1000, 1000L * executors, executors);
      assertEquals(
          alone, model.forecast(grown, new Hosts(executors, 1), Topology.STAR).seconds(), CLOSE);
    }
  }

  @Test
  void theEnginesOwnRulesChooseTheWay() {
    Hosts hosts = new Hosts(8, 1);
    assertEquals(Topology.COLLECT, Topology.of(RoundMode.JOB, work(1000, 80, 8), hosts));
    assertEquals(Topology.SLICES, Topology.of(RoundMode.JOB, work(3_000_000, 80, 8), hosts));
    for (Topology topology : Topology.values()) {
      assertTrue(topology.text().startsWith(topology.mode() == RoundMode.JOB ? "job" : "standing"));
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Link(0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Link(1, 1, -1));
    assertThrows(IllegalArgumentException.class, () -> new Hosts(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Hosts(1, 0));
    assertThrows(IllegalArgumentException.class, () -> work(1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new ComputeSpeed(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Scheduling(0, Double.NaN));
  }
}
