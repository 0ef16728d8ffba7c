package org.sparkprop.worker.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.sparkprop.common.network.Workspace;

/**
 * The workspaces of this JVM's runs, kept between tasks: a run never has more than it had tasks at
 * once. Freed when the run ends.
 */
public final class WorkspacePool {
  private static final ConcurrentHashMap<String, Queue<Workspace>> IDLE = new ConcurrentHashMap<>();

  private WorkspacePool() {}

  /** An idle workspace of the run, or else a new one. Give it back with {@link #giveBack}. */
  public static Workspace take(String run, Supplier<Workspace> maker) {
    WorkerRuntime.prepare();
    Queue<Workspace> idle = IDLE.get(run);
    Workspace workspace = idle == null ? null : idle.poll();
    return workspace == null ? maker.get() : workspace;
  }

  /** Keeps a workspace for the run's next task. One that failed midway may be kept too. */
  public static void giveBack(String run, Workspace workspace) {
    IDLE.computeIfAbsent(run, key -> new ConcurrentLinkedQueue<>()).add(workspace);
  }

  /** Frees the run's idle workspaces. */
  public static void release(String run) {
    Queue<Workspace> idle = IDLE.remove(run);
    if (idle != null) {
      idle.forEach(Workspace::close);
    }
  }
}
