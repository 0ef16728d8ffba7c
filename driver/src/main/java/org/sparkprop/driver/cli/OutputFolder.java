package org.sparkprop.driver.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.sparkprop.common.configuration.UserMistake;

/** A local folder that a command writes into. */
final class OutputFolder {
  private OutputFolder() {}

  /**
   * Makes sure before the work that nothing will be overwritten.
   *
   * @throws UserMistake if there is something under that name
   */
  static void require(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isEmpty()) {
          return;
        }
      }
    }
    throw new UserMistake("--output: %s exists; name another folder".formatted(folder));
  }
}
