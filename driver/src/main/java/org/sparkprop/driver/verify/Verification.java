package org.sparkprop.driver.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.training.PreparedRun;
import org.sparkprop.driver.training.TrainingEvent;

/**
 * Some rounds of a run on the cluster beside the same rounds in one thread.
 *
 * @param rounds that were compared and are the same
 * @param difference the first, or empty
 */
public record Verification(long rounds, String difference) {

  /** Trains so many rounds, or as many as the run has. */
  public static Verification of(PreparedRun run, long rounds) {
    AtomicLong same = new AtomicLong();
    try (ShardCopies shards = ShardCopies.of(run.shards().rdd());
        OneThread thread = new OneThread(run.task(run.run() + "-one-thread"), shards);
        RoundEngine cluster = run.engine()) {
      run.train(
          new ComparedRounds(run.network(), cluster, thread::run),
          event -> {
            if (event instanceof TrainingEvent.RoundEnded) {
              same.incrementAndGet();
            }
          },
          () -> same.get() >= rounds);
      return new Verification(same.get(), "");
    } catch (ComparedRounds.DifferenceException e) {
      return new Verification(same.get(), e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("the shards cannot be copied to the driver", e);
    }
  }

  public boolean passes() {
    return difference.isEmpty();
  }
}
