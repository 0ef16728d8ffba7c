package org.sparkprop.driver.cluster;

import java.util.function.Consumer;

/** Does something at the first line of a program's that begins in some way. */
final class Once implements Consumer<String> {
  private final String start;
  private final Runnable action;
  private boolean done;

  Once(String start, Runnable action) {
    this.start = start;
    this.action = action;
  }

  @Override
  public void accept(String line) {
    if (!done && line.startsWith(start)) {
      done = true;
      action.run();
    }
  }

  boolean isDone() {
    return done;
  }
}
