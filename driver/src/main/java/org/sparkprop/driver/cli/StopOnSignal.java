package org.sparkprop.driver.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sparkprop.driver.training.Trainer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * While open, Ctrl-C (and SIGTERM) ask the run to end after the round under way, with its model
 * saved; a second one ends the process as usual.
 */
final class StopOnSignal implements AutoCloseable {
  private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

  StopOnSignal(Trainer trainer) {
    for (String name : new String[] {"INT", "TERM"}) {
      Signal signal = new Signal(name);
      before.put(
          signal,
          Signal.handle(
              signal,
              received -> {
                System.err.println();
                System.err.println(
                    "Stopping after this round; the model will be saved. Once more to stop at once.");
                trainer.requestStop();
                Signal.handle(received, before.get(received));
              }));
    }
  }

  @Override
  public void close() {
    before.forEach(Signal::handle);
  }
}
