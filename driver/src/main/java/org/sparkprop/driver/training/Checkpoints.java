package org.sparkprop.driver.training;

import java.util.Optional;
import org.sparkprop.driver.checkpoint.Checkpoint;
import org.sparkprop.driver.checkpoint.CheckpointWriter;
import org.sparkprop.driver.checkpoint.Origin;
import org.sparkprop.driver.checkpoint.RunState;
import org.sparkprop.driver.configuration.CheckpointConfiguration;
import org.sparkprop.driver.configuration.OnDivergence;
import org.sparkprop.driver.configuration.Rollback;

/**
 * The copies of a run's state that are made between its rounds: those that are written, by another
 * thread while the next rounds run, and the one to which a diverging run goes back. That one is
 * made after the rounds or epochs that the configuration names, else after each epoch, and not by
 * the clock, so that the weights of a run that went back do not depend on how fast it was; and a
 * run goes back only to weights with which another round went well, since those that make a loss
 * infinite are found to do so in the round after.
 *
 * <p>Called by the thread that trains.
 */
final class Checkpoints implements AutoCloseable {
  private final CheckpointConfiguration settings;
  private final boolean goesBack;
  private final Origin origin;
  private final Optional<CheckpointWriter> writer;
  private final TrainingListener listener;
  private Optional<RunState> wayBack = Optional.empty();
  private Optional<RunState> untried = Optional.empty();
  private long begun = System.nanoTime();
  private boolean isDue;
  private Optional<Long> written = Optional.empty();

  /**
   * Nothing is copied yet.
   *
   * @param writer nothing where no run directory is there to write into
   */
  Checkpoints(
      CheckpointConfiguration settings,
      OnDivergence onDivergence,
      Origin origin,
      Optional<CheckpointWriter> writer,
      TrainingListener listener) {
    this.settings = settings;
    this.goesBack = onDivergence instanceof Rollback;
    this.origin = origin;
    this.writer = writer;
    this.listener = listener;
  }

  /** The run begins, or goes on from a checkpoint. */
  void runBegins(RunState state) {
    if (goesBack) {
      wayBack = Optional.of(state.copy());
    }
    if (state.position().rounds() > 0) {
      written = Optional.of(state.position().rounds());
    }
  }

  /** A round has ended, and its epoch if it was the last of it. */
  void roundEnded(RunState state, long roundsPerEpoch) {
    long round = state.position().rounds();
    boolean byClock = settings.dueNanos() < Long.MAX_VALUE;
    boolean isNamed = settings.isDueAfter(round, roundsPerEpoch);
    Optional<RunState> copy = Optional.empty();
    if (untried.isPresent()) {
      wayBack = untried;
      untried = Optional.empty();
    }
    if (goesBack && (isNamed || (byClock && round % roundsPerEpoch == 0))) {
      copy = Optional.of(state.copy());
      untried = copy;
    }
    // Asked once: the last one may end at any moment.
    Optional<CheckpointWriter> idle = writer.filter(CheckpointWriter::isIdle);
    idle.ifPresent(this::finish);
    isDue |= isNamed || (byClock && System.nanoTime() - begun > settings.dueNanos());
    if (isDue && idle.isPresent()) {
      begin(idle.get(), copy.orElseGet(state::copy));
    }
  }

  /** Where a run that diverged goes back to, if it does. */
  Optional<RunState> wayBack() {
    return wayBack;
  }

  /**
   * The run has gone back; later checkpoints are of a way that was given up.
   *
   * @param state not to be changed by the receiver
   */
  void wentBack(RunState state) {
    wayBack = Optional.of(state.copy());
    untried = Optional.empty();
    writer.ifPresent(
        to -> {
          finish(to);
          begin(to, wayBack.orElseThrow());
          finish(to);
        });
  }

  /** The run ends here, for whatever reason; waits until its state is written. */
  void runEnds(RunState state) {
    writer.ifPresent(
        to -> {
          finish(to);
          if (written.isEmpty() || written.get() != state.position().rounds()) {
            begin(to, state);
            finish(to);
          }
        });
  }

  private void begin(CheckpointWriter to, RunState copy) {
    isDue = false;
    begun = System.nanoTime();
    written = Optional.of(copy.position().rounds());
    // The metrics are on the disk before a checkpoint is that they belong to.
    listener.on(new TrainingEvent.CheckpointBegun(copy.position().rounds()));
    to.begin(new Checkpoint(origin, copy));
  }

  private void finish(CheckpointWriter to) {
    Optional<String> failure = to.finish();
    if (failure.isPresent()) {
      written = Optional.empty();
      if (settings.onError() == CheckpointConfiguration.OnError.STOP) {
        throw new CheckpointException(failure.get());
      }
      listener.on(new TrainingEvent.Warned(failure.get()));
    }
  }

  /** Waits for what is being written. */
  @Override
  public void close() {
    writer.ifPresent(CheckpointWriter::close);
  }
}
