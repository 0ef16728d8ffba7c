package org.sparkprop.driver.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.sparkprop.driver.configuration.RoundMode;

/** A plan as one JSON object: times in seconds, sizes in bytes. */
public final class PlanJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PlanJson() {}

  public static ObjectNode of(Plan plan) {
    ObjectNode page = JSON.createObjectNode();
    Workload work = plan.workload();
    page.put("name", plan.name()).put("training-rows", work.rows());
    page.put("parameters", work.parameters()).put("batch-size", work.batch());
    page.put("shards", work.shards()).put("rounds", name(plan.mode()));
    measured(page.putObject("measured"), plan);
    page.put("stay-on-one-machine", plan.staysOnOneMachine());
    put(page.putObject("recommended"), plan.recommended());
    put(page.putArray("as-configured"), plan.asConfigured());
    put(page.putArray("best"), plan.best());
    put(page.putArray("batches"), plan.batches());
    put(page.putArray("best-batch"), plan.bestBatch());
    page.putObject("executor-memory")
        .put("tasks", plan.memory().tasks())
        .put("off-heap-bytes", plan.memory().offHeapBytes())
        .put("heap-bytes", plan.memory().heapBytes());
    return page;
  }

  private static void measured(ObjectNode node, Plan plan) {
    Measured here = plan.measured();
    Costs costs = here.costs();
    node.put("master", here.master()).put("seconds", here.seconds());
    node.put("executors", here.hosts().executors()).put("slots", here.hosts().slots());
    node.put("compute-seconds-per-row", costs.compute().perRow());
    node.put("compute-seconds-per-slice", costs.compute().perSlice());
    ArrayNode samples = node.putArray("slices");
    here.samples()
        .forEach(s -> samples.addObject().put("rows", s.rows()).put("seconds", s.seconds()));
    node.put("update-seconds", costs.numberUpdated() * plan.workload().parameters());
    node.put("job-seconds", costs.scheduling().job());
    node.put("task-seconds", costs.scheduling().task());
    node.put("message-seconds", costs.handling().message());
    node.put("seconds-per-number-sent", costs.handling().numberSent());
    node.put("seconds-per-number-merged", costs.handling().numberMerged());
    node.put("standing-rest-seconds", costs.rests().standing());
    node.put("job-rest-seconds", costs.rests().job());
    node.putObject("network")
        .put("source", here.source().name().toLowerCase(Locale.ROOT))
        .put("bytes-sent-per-second", here.link().sent())
        .put("bytes-received-per-second", here.link().received())
        .put("latency-seconds", here.link().latency());
    ObjectNode rounds = node.putObject("rounds");
    plan.here()
        .forEach(
            forecast -> {
              RoundMode mode = forecast.topology().mode();
              rounds
                  .putObject(name(mode))
                  .put("seconds", here.rounds().get(mode))
                  .put("forecast-seconds", forecast.seconds());
            });
  }

  private static void put(ArrayNode array, List<Forecast> forecasts) {
    forecasts.forEach(forecast -> put(array.addObject(), forecast));
  }

  private static void put(ObjectNode node, Forecast forecast) {
    RoundForecast round = forecast.round();
    node.put("executors", forecast.hosts().executors()).put("slots", forecast.hosts().slots());
    node.put("batch-size", forecast.workload().batch());
    node.put("shards", forecast.workload().shards());
    node.put("rounds", name(round.topology().mode()));
    node.put("topology", round.topology().name().toLowerCase(Locale.ROOT));
    node.put("round-seconds", round.seconds());
    round.parts().forEach((part, seconds) -> node.put(part + "-seconds", seconds));
    node.put("epoch-seconds", forecast.epochSeconds());
    node.put("rows-per-second", forecast.rowsPerSecond());
    node.put("efficiency", forecast.efficiency());
    node.put("driver-sends-bytes", round.driverSends());
    node.put("driver-receives-bytes", round.driverReceives());
    node.put("limit", round.limit());
  }

  private static String name(RoundMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
