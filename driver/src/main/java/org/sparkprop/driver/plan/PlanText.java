package org.sparkprop.driver.plan;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparkprop.driver.configuration.RoundMode;

/** A plan as a page for people. */
public final class PlanText {
  private static final Map<String, String> LIMITS =
      Map.of(
          "compute",
          "computing: more slots help as long as a slice has rows enough",
          "distribution",
          "the weights' way out: bytes are the same for any batch, so larger batches help, as does"
              + " a faster network",
          "aggregation",
          "the sums' way back: bytes are the same for any batch, so larger batches help, as does a"
              + " faster network",
          "scheduling",
          "what a round costs before it computes anything: larger batches help",
          "update",
          "the driver's update, which nobody shares with it: larger batches help");

  private final Plan plan;
  private final StringBuilder text = new StringBuilder();

  private PlanText(Plan plan) {
    this.plan = plan;
  }

  public static String of(Plan plan) {
    PlanText page = new PlanText(plan);
    page.head();
    page.measured();
    page.configuredBatch();
    page.verdict();
    page.batches();
    page.foot();
    return page.text.toString();
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  private void head() {
    Workload work = plan.workload();
    line(
        "%s: %,d training rows, %,d parameters (%s), batches of %,d rows, %s, %s rounds",
        plan.name(),
        work.rows(),
        work.parameters(),
        Figures.bytes(work.weights()),
        work.batch(),
        counted(work.shards(), "shard"),
        mode(plan.mode()));
  }

  private void measured() {
    Measured here = plan.measured();
    ComputeSpeed compute = here.costs().compute();
    line("");
    line("measured in %.0f s on %s, %s", here.seconds(), here.master(), machines(here.hosts()));
    line(
        "  compute    %s a row and %s a slice on each slot (slices of %s rows, within %.0f%%)",
        Figures.duration(compute.perRow()),
        Figures.duration(compute.perSlice()),
        here.samples().stream()
            .map(s -> String.format(Locale.ROOT, "%,d", s.rows()))
            .collect(Collectors.joining(", ")),
        100 * compute.worstError(here.samples()));
    line(
        "  update     %s a round",
        Figures.duration(here.costs().numberUpdated() * plan.workload().parameters()));
    line(
        "  Spark      %s a job and %s a task",
        Figures.duration(here.costs().scheduling().job()),
        Figures.duration(here.costs().scheduling().task()));
    line(
        "  a round    %s",
        plan.here().stream()
            .map(
                forecast ->
                    "%s %s (the model says %s)"
                        .formatted(
                            mode(forecast.topology().mode()),
                            Figures.duration(here.rounds().get(forecast.topology().mode())),
                            Figures.duration(forecast.seconds())))
            .collect(Collectors.joining(", ")));
    line("  network    %s", network(here));
  }

  private static String network(Measured here) {
    Link link = here.link();
    String figures =
        "%s for each host, %s one way"
            .formatted(link.bandwidth().text(), Figures.duration(link.latency()));
    return switch (here.source()) {
      case MEASURED -> figures;
      case GIVEN -> figures + ", as given";
      case ASSUMED ->
          "not measured, since there is no other host: assumed are %s; --bandwidth and --latency say better"
              .formatted(figures);
    };
  }

  private static String machines(Hosts hosts) {
    return hosts.isOneMachine()
        ? "one process of " + counted(hosts.slots(), "task slot")
        : "%s of %s"
            .formatted(counted(hosts.executors(), "executor"), counted(hosts.slots(), "task slot"));
  }

  private static String heading() {
    return String.format(
        Locale.ROOT,
        "%7s %-17s %10s %14s %12s %10s %12s  %s",
        "shards",
        "rounds",
        "a round",
        "an epoch",
        "rows/s",
        "efficiency",
        "driver sends",
        "limit");
  }

  private void configuredBatch() {
    line("");
    line(
        "batches of %,d rows: a round as configured, and with the shards and rounds that suit each"
            + " number of executors (other shards give other weights)",
        plan.workload().batch());
    line("%12s %14s | %s", "executors", "as configured", heading());
    for (int i = 0; i < plan.best().size(); i++) {
      Forecast best = plan.best().get(i);
      String configured = Figures.duration(plan.asConfigured().get(i).round().seconds());
      line("%12s %14s | %s", executors(best), configured, cells(best));
    }
  }

  private static String executors(Forecast forecast) {
    return forecast.hosts().isOneMachine()
        ? "one machine"
        : String.format(Locale.ROOT, "%,d", forecast.hosts().executors());
  }

  private static String cells(Forecast forecast) {
    RoundForecast round = forecast.round();
    return String.format(
        Locale.ROOT,
        "%,7d %-17s %10s %14s %,12.0f %9.0f%% %12s  %s",
        forecast.workload().shards(),
        forecast.hosts().isOneMachine() ? mode(round.topology().mode()) : round.topology().text(),
        Figures.duration(round.seconds()),
        Figures.duration(forecast.epochSeconds()),
        forecast.rowsPerSecond(),
        100 * forecast.efficiency(),
        round.driverSends() == 0 ? "" : Figures.bytes(round.driverSends()),
        round.limit());
  }

  private void verdict() {
    Forecast chosen = plan.recommended();
    Forecast fastest = Planner.fastest(plan.best());
    line("");
    if (plan.staysOnOneMachine()) {
      line(
          fastest.hosts().isOneMachine()
              ? "Stay on one machine: no number of executors is as fast as one machine by itself."
              : "Stay on one machine: the fastest cluster, of %s, is %s times as fast, and not"
                  + " worth its trouble.",
          counted(fastest.hosts().computing(), "executor"),
          Figures.number(plan.speedup(fastest)));
      line(
          "There %s and %s rounds are best: %s an epoch.",
          counted(chosen.workload().shards(), "shard"),
          mode(chosen.round().topology().mode()),
          Figures.duration(chosen.epochSeconds()));
    } else {
      line(
          "Take %s with %s and %s rounds: %s an epoch, %s times as fast as one machine by itself.",
          machines(chosen.hosts()),
          counted(chosen.workload().shards(), "shard"),
          mode(chosen.round().topology().mode()),
          Figures.duration(chosen.epochSeconds()),
          Figures.number(plan.speedup(chosen)));
    }
    line("The limit there is %s.", LIMITS.get(chosen.round().limit()));
    if (plan.workload().shards() < chosen.workload().shards()) {
      line(
          "As configured, %s keep %s busy and no more.",
          counted(plan.workload().shards(), "shard"),
          counted(plan.workload().shards(), "task slot"));
    }
  }

  private void batches() {
    if (plan.batches().size() == 1) {
      return;
    }
    line("");
    line(
        "other batches, each at its best (another batch is another training: fewer and larger"
            + " steps, other weights, often another learning rate)");
    line("%12s %14s | %s", "batch", "executors", heading());
    for (Forecast forecast : plan.batches()) {
      String batch = String.format(Locale.ROOT, "%,d", forecast.workload().batch());
      line("%12s %14s | %s", batch, executors(forecast), cells(forecast));
    }
    Workload best = plan.bestBatch().get(0).workload();
    if (best.batch() == plan.workload().batch()) {
      line("No larger batch has a faster epoch.");
      return;
    }
    line("");
    line("batches of %,d rows, the least with which an epoch is as fast as with any", best.batch());
    line("%12s | %s", "executors", heading());
    plan.bestBatch().forEach(f -> line("%12s | %s", executors(f), cells(f)));
  }

  private void foot() {
    line("");
    line("memory: an executor like these needs %s", plan.memory().text());
    line(
        "Forecasts take every executor to be like those measured, with %s on a host of its own;"
            + " evaluation and start-up are not in them.",
        counted(plan.measured().hosts().slots(), "task slot"));
  }

  private static String mode(RoundMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static String counted(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }
}
