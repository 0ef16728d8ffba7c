package org.sparkprop.driver.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkprop.driver.configuration.RoundMode;

class PlannerTest {
  private static final Workload WORK = new Workload(1_000_000, 8192, 8, 500_000, 4, 4);

  private static Planner planner(double perRow, Link link) {
    Costs costs =
        new Costs(
            new ComputeSpeed(perRow, 1e-4),
            link,
            new Handling(5e-5, 1e-9, 1e-9),
            1e-9,
            new Scheduling(0.01, 0.001),
            new Rests(5e-4, 0));
    return new Planner(new RoundModel(costs), List.of(RoundMode.STANDING, RoundMode.JOB), 2);
  }

  private static Link link(String bandwidth) {
    return Link.of(Bandwidth.parse(bandwidth), new Latency(2e-4));
  }

  @Test
  void asksForTensAndPowersOfTwo() {
    assertEquals(
        List.of(1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256, 512, 1000), Planner.executors());
  }

  @Test
  void aSlowNetworkKeepsOneMachine() {
    List<Forecast> forecasts = planner(1e-6, link("100Mbit")).forecasts(WORK);
    assertEquals(14, forecasts.size());
    assertTrue(Planner.recommended(forecasts).hosts().isOneMachine());
    assertEquals(1, forecasts.get(0).efficiency(), 1e-12);
    assertEquals(
        WORK.batch(), forecasts.get(0).rowsPerSecond() * forecasts.get(0).round().seconds(), 1e-6);
  }

  @Test
  void muchArithmeticWantsManyMachinesAndNoMoreThanHelp() {
    List<Forecast> forecasts = planner(1e-3, link("10Gbit")).forecasts(WORK);
    Forecast recommended = Planner.recommended(forecasts);
    double least = Planner.fastest(forecasts).epochSeconds();
    assertTrue(recommended.hosts().executors() > 10, recommended.toString());
    assertTrue(recommended.epochSeconds() <= 1.1 * least);
    for (Forecast forecast : forecasts) {
      assertTrue(forecast.efficiency() <= 1 + 1e-9, forecast.toString());
      boolean fewer = forecast.hosts().executors() < recommended.hosts().executors();
      assertTrue(!fewer || forecast.epochSeconds() > 1.1 * least, forecast.toString());
      int slots = 2 * forecast.hosts().computing();
      assertEquals(Math.min(slots, WORK.batch()), forecast.workload().shards());
    }
  }

  @Test
  void shardsAreNotDivided() {
    List<Forecast> forecasts = planner(1e-3, link("10Gbit")).forecasts(WORK, RoundMode.STANDING);
    double atFour = forecasts.get(3).epochSeconds();
    assertEquals(4, forecasts.get(3).hosts().executors());
    for (Forecast forecast : forecasts.subList(4, forecasts.size())) {
      assertEquals(8, forecast.workload().shards());
      assertTrue(forecast.epochSeconds() > 0.95 * atFour, "eight shards fill eight slots");
    }
  }

  @Test
  void largerBatchesAreTriedUpToAllRows() {
    assertEquals(List.of(8192L, 32768L, 131072L, 524288L, 1_000_000L), Planner.batches(WORK));
    assertEquals(List.of(1_000_000L), Planner.batches(WORK.withBatch(2_000_000)));
    Workload one = new Workload(1, 1, 1, 10, 4, 4);
    assertEquals(List.of(1L), Planner.batches(one));
  }

  @Test
  void theBestBatchIsTheLeastThatIsAsFast() {
    // Where rounds cost nothing beside their rows any batch will do, and the first one does.
    Costs costs =
        new Costs(
            new ComputeSpeed(1e-3, 0),
            Link.NONE,
            Handling.NONE,
            0,
            new Scheduling(1, 1),
            new Rests(0, 0));
    Planner free = new Planner(new RoundModel(costs), List.of(RoundMode.STANDING), 1);
    Workload small = new Workload(1 << 20, 1 << 14, 1, 0, 4, 4);
    assertEquals(1 << 14, free.bestBatch(small));
    assertTrue(planner(1e-4, link("1Gbit")).bestBatch(WORK) > WORK.batch());
  }
}
