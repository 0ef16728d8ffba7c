package org.sparkprop.worker.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlasKernelsTest {
  /** What OpenBLAS says when it is loaded and OPENBLAS_VERBOSE is 2. */
  private static final Pattern SAID = Pattern.compile("Core: (\\w+)");

  /** A JVM that computes one product as a task would. */
  public static final class OneProduct {
    private OneProduct() {}

    public static void main(String[] arguments) {
      WorkerRuntime.prepare();
      System.out.println("kernels " + WorkerRuntime.kernels());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fpu sse2 avx avx2 fma avx512f avx512cd avx512bw avx512dq avx512vl, SkylakeX",
    "fpu sse2 avx avx2 fma avx512f avx512cd avx512er avx512pf, Haswell",
    "fpu sse2 avx avx2 fma, Haswell",
    "fpu sse2 avx, ''",
    "'', ''"
  })
  void goesByWhatTheProcessorCanDo(String flags, String expected) {
    String description =
        "processor\t: 0\nmodel name\t: of 2024\nflags\t\t: " + flags + "\nbugs\t: \n";
    assertEquals(
        Optional.of(expected).filter(name -> !name.isEmpty()), BlasKernels.fitting(description));
  }

  @Test
  void openBlasTakesTheKernelsThatFit() throws IOException, InterruptedException {
    Optional<String> fitting = fittingHere();
    assumeTrue(fitting.isPresent(), "needs Linux and a processor with AVX2");
    String said = output(Map.of());
    assertTrue(said.contains("kernels " + fitting.get()), said);
    assertEquals(fitting.get(), core(said));
  }

  @Test
  void whoeverNamesKernelsGetsThem() throws IOException, InterruptedException {
    assumeTrue(fittingHere().isPresent(), "needs Linux and a processor with AVX2");
    String said = output(Map.of(BlasKernels.VARIABLE, "Nehalem"));
    assertTrue(said.contains("kernels Nehalem"), said);
    assertEquals("Nehalem", core(said));
  }

  private static Optional<String> fittingHere() throws IOException {
    Path description = Path.of("/proc/cpuinfo");
    return Files.exists(description)
        ? BlasKernels.fitting(Files.readString(description))
        : Optional.empty();
  }

  private static String core(String said) {
    Matcher matcher = SAID.matcher(said);
    assertTrue(matcher.find(), said);
    return matcher.group(1);
  }

  private static String output(Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OneProduct.class.getName());
    builder.environment().remove(BlasKernels.VARIABLE);
    builder.environment().put("OPENBLAS_VERBOSE", "2");
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), said);
      return said;
    }
  }
}
