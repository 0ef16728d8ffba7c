package org.sparkprop.worker.round;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.sparkprop.worker.runtime.VectorPool;
import org.sparkprop.worker.runtime.WorkspacePool;
import org.sparkprop.worker.shard.RunFiles;

/**
 * Gives back what a run holds on an executor: shard files, workspaces, vectors, row orders and
 * residuals.
 */
public final class RunRelease {
  private RunRelease() {}

  /** Releases the run on this executor; a run that holds nothing here is none the worse. */
  public static void release(String run) {
    try {
      WorkspacePool.release(run);
      VectorPool.release(run);
      GradientTask.forget(run);
      RunFiles.delete(run);
    } catch (IOException e) {
      throw new UncheckedIOException("the files of run " + run + " cannot be deleted", e);
    }
  }
}
