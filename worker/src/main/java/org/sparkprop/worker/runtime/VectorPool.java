package org.sparkprop.worker.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * Vectors of this JVM's runs, kept between rounds, so that a round of a large network does not ask
 * the collector for hundreds of megabytes that the last one has just left behind. A run never has
 * more than were in use at once. Who does not give a vector back leaves it to the collector.
 */
public final class VectorPool {
  private record Kind(String run, Precision precision, int length) {}

  /** Vectors of a kind that lie idle, and how many have been taken and not given back. */
  private static final class Vectors {
    private final Deque<FlatVector> idle = new ArrayDeque<>();
    private long taken;

    synchronized FlatVector take() {
      taken++;
      return idle.poll();
    }

    synchronized void giveBack(FlatVector vector) {
      if (taken > 0) {
        taken--;
        idle.push(vector);
      }
    }

    synchronized int idle() {
      return idle.size();
    }
  }

  private static final ConcurrentHashMap<Kind, Vectors> VECTORS = new ConcurrentHashMap<>();

  private VectorPool() {}

  private static Vectors of(String run, Precision precision, int length) {
    return VECTORS.computeIfAbsent(new Kind(run, precision, length), kind -> new Vectors());
  }

  /** An idle vector of the run, with whatever numbers, or else a new one. */
  public static FlatVector take(String run, Precision precision, int length) {
    FlatVector vector = of(run, precision, length).take();
    return vector == null ? FlatVector.zeros(precision, length) : vector;
  }

  /**
   * Keeps a vector for the run's next need, in place of one that was taken: of more than were, the
   * others go to the collector. Whoever gives it must not use it again.
   */
  public static void giveBack(String run, FlatVector vector) {
    of(run, vector.precision(), vector.length()).giveBack(vector);
  }

  /** How many of a run's vectors of a length lie idle. */
  static int idle(String run, Precision precision, int length) {
    return of(run, precision, length).idle();
  }

  /** Forgets the run's idle vectors. */
  public static void release(String run) {
    VECTORS.keySet().removeIf(kind -> kind.run.equals(run));
  }
}
