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
  private record Kind(String run, Precision precision, int length) {}

  private static final ConcurrentHashMap<Kind, Queue<FlatVector>> IDLE = new ConcurrentHashMap<>();

  private VectorPool() {}

  /** An idle vector of the run, with whatever numbers, or else a new one. */
  public static FlatVector take(String run, Precision precision, int length) {
    Queue<FlatVector> idle = IDLE.get(new Kind(run, precision, length));
    FlatVector vector = idle == null ? null : idle.poll();
    return vector == null ? FlatVector.zeros(precision, length) : vector;
  }

  /**
   * Keeps a vector for the run's next need; whoever gives it must not use it again, and must have
   * taken it here, or else the run has one more each time.
   */
  public static void giveBack(String run, FlatVector vector) {
    IDLE.computeIfAbsent(
            new Kind(run, vector.precision(), vector.length()),
            kind -> new ConcurrentLinkedQueue<>())
        .add(vector);
  }

  /** Forgets the run's idle vectors. */
  public static void release(String run) {
    IDLE.keySet().removeIf(kind -> kind.run.equals(run));
  }
}
