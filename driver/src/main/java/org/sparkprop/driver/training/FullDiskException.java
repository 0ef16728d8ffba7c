package org.sparkprop.driver.training;

import java.util.Optional;

/** No space is left on a disk, an executor's local one as a rule. */
public final class FullDiskException extends RuntimeException {
  /** How Linux and the other Unixes put it, in whatever a task says. */
  private static final String SAID_BY_SYSTEM = "No space left on device";

  private static final long serialVersionUID = 1L;

  /**
   * The sentence for the user.
   *
   * @param said the line in which it was said
   */
  FullDiskException(String said, Throwable cause) {
    super(
        "no space is left on a disk: %s. Shuffled rows and shards lie in each executor's folders of spark.local.dir (SPARK_LOCAL_DIRS of a standalone worker): name a larger disk, or take more executors on other machines. Metrics, checkpoints and the model lie in output: when there is room, --resume goes on from the last checkpoint"
            .formatted(said),
        cause);
  }

  /** The line in which a failure, of a task or of the driver, says it, if it does. */
  static Optional<String> line(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .filter(line -> line.contains(SAID_BY_SYSTEM))
        .findFirst()
        .map(String::strip);
  }

  /** The sentence for a failure that says it, itself or by one of its causes. */
  public static Optional<FullDiskException> of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<String> said = line(cause);
      if (said.isPresent()) {
        return Optional.of(new FullDiskException(said.get(), failure));
      }
    }
    return Optional.empty();
  }
}
