package org.sparkprop.driver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * The native BLAS that MLlib is given: the system's (Debian's libopenblas0, for instance), or where
 * there is none the OpenBLAS that ND4J carries.
 *
 * @param name for those who read the figures
 * @param path of the library, empty where there is none
 */
record NativeBlas(String name, String path) {
  private static final List<String> SYSTEM =
      List.of(
          "/usr/lib/x86_64-linux-gnu/libblas.so.3",
          "/usr/lib/aarch64-linux-gnu/libblas.so.3",
          "/usr/lib64/libblas.so.3",
          "/usr/lib/libblas.so.3");

  boolean isThere() {
    return !path.isEmpty();
  }

  static NativeBlas found() {
    Optional<Path> system = SYSTEM.stream().map(Path::of).filter(Files::exists).findFirst();
    if (system.isPresent()) {
      return new NativeBlas("the system's " + real(system.get()), system.get().toString());
    }
    return carried()
        .map(
            library ->
                new NativeBlas(
                    "ND4J's OpenBLAS, since libopenblas0 is not installed", library.toString()))
        .orElse(new NativeBlas("no native BLAS here: install libopenblas0", ""));
  }

  private static Path real(Path library) {
    try {
      return library.toRealPath().getFileName();
    } catch (IOException e) {
      return library.getFileName();
    }
  }

  private static Optional<Path> carried() {
    try {
      Path glue = Path.of(Loader.load(org.bytedeco.openblas.global.openblas_nolapack.class));
      return Optional.of(glue.resolveSibling("libopenblas_nolapack.so.0")).filter(Files::exists);
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }
}
