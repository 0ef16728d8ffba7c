package org.sparkprop.worker.runtime;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of its kernels OpenBLAS computes with, and so the bits of every product.
 *
 * <p>By itself it goes by a list of processors' models that ends with the year of its release, and
 * computes on a later one as on one of 2007, at a third of the speed. Here it goes by what the
 * processor can do. Whoever sets {@value #VARIABLE} is asked before either; the values are
 * OpenBLAS's names of processors.
 */
public final class BlasKernels {
  /** Read by OpenBLAS from the environment when it is loaded. */
  public static final String VARIABLE = "OPENBLAS_CORETYPE";

  /** Of a processor that nothing is known of. */
  public static final String OWN_CHOICE = "OpenBLAS's choice";

  private static final Logger LOG = LoggerFactory.getLogger(BlasKernels.class);
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  /** OpenBLAS's names of kernels, and what a processor must be able to do; the fastest first. */
  private enum Fitting {
    SKYLAKE_X("SkylakeX", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"),
    HASWELL("Haswell", "avx2", "fma");

    private final String kernels;
    private final Set<String> needed;

    Fitting(String kernels, String... needed) {
      this.kernels = kernels;
      this.needed = Set.of(needed);
    }
  }

  /** The C library's. */
  private interface Environment extends Library {
    int setenv(String name, String value, int overwrite);
  }

  private BlasKernels() {}

  /**
   * Names the kernels to OpenBLAS, which must not have been loaded.
   *
   * @return their name
   */
  static String name() {
    Optional<String> given = Optional.ofNullable(System.getenv(VARIABLE));
    return given.or(() -> fitting().filter(BlasKernels::told)).orElse(OWN_CHOICE);
  }

  private static Optional<String> fitting() {
    if (!System.getProperty("os.arch").equals("amd64") || !Files.isReadable(PROCESSOR)) {
      return Optional.empty();
    }
    try {
      return fitting(Files.readString(PROCESSOR));
    } catch (IOException e) {
      LOG.warn("cannot read {}", PROCESSOR, e);
      return Optional.empty();
    }
  }

  /** The kernels for a processor as Linux describes it. */
  static Optional<String> fitting(String description) {
    Set<String> abilities =
        description
            .lines()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
            .map(flags -> Arrays.stream(flags).collect(Collectors.toSet()))
            .orElse(Set.of());
    return Arrays.stream(Fitting.values())
        .filter(fitting -> abilities.containsAll(fitting.needed))
        .map(fitting -> fitting.kernels)
        .findFirst();
  }

  /** Java cannot change its environment. Where the C library cannot be called, OpenBLAS chooses. */
  private static boolean told(String name) {
    try {
      return Native.load("c", Environment.class).setenv(VARIABLE, name, 1) == 0;
    } catch (LinkageError e) {
      LOG.warn("cannot set {}: OpenBLAS chooses its kernels itself", VARIABLE, e);
      return false;
    }
  }
}
