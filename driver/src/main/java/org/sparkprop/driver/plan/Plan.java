package org.sparkprop.driver.plan;

import java.util.List;
import org.sparkprop.driver.configuration.RoundMode;
import org.sparkprop.driver.training.ExecutorMemory;

/**
 * What a configuration would take on how many machines.
 *
 * @param name of the run
 * @param workload as configured
 * @param mode as configured, as far as the cluster allows it
 * @param measured on the cluster at hand
 * @param memory that an executor needs
 * @param here forecasts of a round as configured on the cluster at hand, to be held beside what was
 *     measured there, one for each mode
 * @param asConfigured one machine and then numbers of executors, with the configuration's shards
 *     and mode
 * @param best the same machines at the same batch, with what suits them
 * @param batches the recommended machines for the configured batch and for larger ones
 * @param bestBatch all machines at the batch that is recommended
 */
public record Plan(
    String name,
    Workload workload,
    RoundMode mode,
    Measured measured,
    ExecutorMemory memory,
    List<RoundForecast> here,
    List<Forecast> asConfigured,
    List<Forecast> best,
    List<Forecast> batches,
    List<Forecast> bestBatch) {

  /**
   * Asks the model.
   *
   * @param modes how rounds may run on the cluster
   */
  public static Plan of(
      String name,
      Workload workload,
      RoundMode mode,
      List<RoundMode> modes,
      Measured measured,
      ExecutorMemory memory) {
    Planner planner = new Planner(measured.model(), modes, measured.hosts().slots());
    RoundModel here = measured.modelHere();
    return new Plan(
        name,
        workload,
        mode,
        measured,
        memory,
        modes.stream().map(m -> here.forecast(workload, measured.hosts(), m)).toList(),
        planner.forecasts(workload, mode),
        planner.forecasts(workload),
        Planner.batches(workload).stream()
            .map(batch -> Planner.recommended(planner.forecasts(workload.withBatch(batch))))
            .toList(),
        planner.forecasts(workload.withBatch(planner.bestBatch(workload))));
  }

  /** The machines to take for the configured batch. */
  public Forecast recommended() {
    return Planner.recommended(best);
  }

  /** Whether that is one machine by itself. */
  public boolean staysOnOneMachine() {
    return recommended().hosts().isOneMachine();
  }

  /** How many times as fast as one machine by itself. */
  double speedup(Forecast forecast) {
    return best.get(0).round().seconds() / forecast.round().seconds();
  }
}
