package org.sparkprop.driver.plan;

/**
 * What a number of executors would give.
 *
 * @param hosts the machines
 * @param workload with the shards that suit them
 * @param round its rounds
 * @param efficiency rows a second beside those of one machine by itself times the machines that
 *     compute; 1 is perfect
 */
public record Forecast(Hosts hosts, Workload workload, RoundForecast round, double efficiency) {
  public double rowsPerSecond() {
    return workload.batch() / round.seconds();
  }

  /** Seconds of an epoch's rounds, without evaluation. */
  public double epochSeconds() {
    return workload.rows() * round.seconds() / workload.batch();
  }
}
