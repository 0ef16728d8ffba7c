package org.sparkprop.driver.checkpoint;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Writes checkpoints by a thread of its own while the run goes on, one at a time. Called by one
 * thread.
 */
public final class CheckpointWriter implements AutoCloseable {
  private final CheckpointStore store;
  private final int keep;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "sparkprop-checkpoint");
            made.setDaemon(true);
            return made;
          });
  private Optional<Future<Optional<String>>> pending = Optional.empty();

  /**
   * A writer that has nothing to write yet.
   *
   * @param keep how many checkpoints stay, beside the best
   */
  public CheckpointWriter(CheckpointStore store, int keep) {
    this.store = store;
    this.keep = keep;
  }

  /** Whether nothing is being written. */
  public boolean isIdle() {
    return pending.isEmpty() || pending.get().isDone();
  }

  /**
   * Begins to write.
   *
   * @param checkpoint not to change any more
   * @throws IllegalStateException if one is being written, or the last one's end was not asked for
   */
  public void begin(Checkpoint checkpoint) {
    if (pending.isPresent()) {
      throw new IllegalStateException("a checkpoint is being written");
    }
    pending = Optional.of(thread.submit(() -> write(checkpoint)));
  }

  /** What went wrong, if something did. */
  private Optional<String> write(Checkpoint checkpoint) {
    try {
      store.write(checkpoint, keep);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(
          "the checkpoint %s cannot be written: %s"
              .formatted(store.path(checkpoint.state().position().rounds()), e));
    }
  }

  /** Waits for what is being written; says once what went wrong with it, if something did. */
  public Optional<String> finish() {
    try {
      Optional<String> failure = pending.isPresent() ? pending.get().get() : Optional.empty();
      pending = Optional.empty();
      return failure;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a checkpoint could not be written", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Waits for what is being written, and ends the thread. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      while (!thread.awaitTermination(1, TimeUnit.HOURS)) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
