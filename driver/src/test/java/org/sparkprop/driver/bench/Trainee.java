package org.sparkprop.driver.bench;

/** A library under measurement, inside its own process; {@link Conversation} asks it. */
interface Trainee extends AutoCloseable {
  /** What it found in its process that matters for its speed. */
  String about();

  /** Places the rows, starts to train, and trains for {@code warmSeconds} unmeasured. */
  void prepare(Case what, double warmSeconds) throws Exception;

  /** Trains on for {@code seconds} or a little more and then waits, without any work. */
  Burst measure(double seconds) throws Exception;

  /** Ends the training of {@link #prepare}. */
  void release() throws Exception;

  @Override
  void close();
}
