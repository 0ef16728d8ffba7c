package org.sparkprop.driver.training;

/** No space is left on a disk, an executor's local one as a rule. */
public final class FullDiskException extends RuntimeException {
  /** How Linux and the other Unixes put it, in whatever a task says. */
  static final String SAID_BY_SYSTEM = "No space left on device";

  private static final long serialVersionUID = 1L;

  /**
   * The sentence for the user.
   *
   * @param said the line in which it was said
   */
  FullDiskException(String said, Throwable cause) {
    super(
        "no space is left on a disk: %s. Shuffled rows and shards lie in each executor's folders of spark.local.dir (SPARK_LOCAL_DIRS of a standalone worker): name a larger disk, or take more executors on other machines"
            .formatted(said),
        cause);
  }
}
