package org.sparkprop.worker.standing;

/** The ways that sums and weights take between a driver and several executors. */
public enum Topology {
  /**
   * Every executor hands its whole sums to the driver and receives all weights from it: one hop,
   * and the driver's link carries a vector each way for every executor.
   */
  STAR,
  /**
   * Every executor sums one range of the vector over all shards (reduce-scatter), and the driver
   * gathers the ranges; the driver gives every executor one range of the weights, which hands it on
   * to the others (all-gather). Two hops, and no link carries more than about two vectors each way,
   * however many executors there are (Rabenseifner 2004, Optimization of Collective Reduction
   * Operations; Thakur, Rabenseifner and Gropp 2005).
   */
  PEERS
}
