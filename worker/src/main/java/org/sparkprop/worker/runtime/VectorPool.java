package org.sparkprop.worker.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * Vectors of this JVM's runs, kept between rounds, so that a round of a large network does not ask
 * the collector for hundreds of megabytes that the last one has just left behind. A run never has
 * more than were in use at once. Who does not give a vector back leaves it to the collector.
 */
public final class VectorPool {
  private static final ConcurrentHashMap<String, Queue<FlatVector>> IDLE =
      new ConcurrentHashMap<>();

  private VectorPool() {}

  /** An idle vector of the run, with whatever numbers, or else a new one. */
  public static FlatVector take(String run, Precision precision, int length) {
    Queue<FlatVector> idle = IDLE.get(run);
    for (FlatVector vector = poll(idle); vector != null; vector = poll(idle)) {
      if (vector.length() == length && vector.precision() == precision) {
        return vector;
      }
    }
    return FlatVector.zeros(precision, length);
  }

  private static FlatVector poll(Queue<FlatVector> idle) {
    return idle == null ? null : idle.poll();
  }

  /** Keeps a vector for the run's next need; whoever gives it must not use it again. */
  public static void giveBack(String run, FlatVector vector) {
    IDLE.computeIfAbsent(run, key -> new ConcurrentLinkedQueue<>()).add(vector);
  }

  /** Forgets the run's idle vectors. */
  public static void release(String run) {
    IDLE.remove(run);
  }
}
