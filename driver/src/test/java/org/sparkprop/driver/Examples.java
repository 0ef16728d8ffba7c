package org.sparkprop.driver;

import java.nio.file.Files;
import java.nio.file.Path;

/** The examples that ship with the project. */
public final class Examples {
  private Examples() {}

  public static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("scripts/examples"))) {
      at = at.getParent();
    }
    return at;
  }

  public static Path digits() {
    return repository().resolve("scripts/examples/digits/digits.yaml");
  }

  public static Path breastCancer() {
    return repository().resolve("scripts/examples/breast-cancer/breast-cancer.yaml");
  }
}
