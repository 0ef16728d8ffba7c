package org.sparkprop.driver.training;

/** Watches a run. Called by the thread that trains, between rounds; cannot change anything. */
@FunctionalInterface
public interface TrainingListener {
  void on(TrainingEvent event);
}
