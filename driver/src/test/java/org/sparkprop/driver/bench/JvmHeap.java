package org.sparkprop.driver.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Another virtual machine's heap, by the JDK's own tools. */
final class JvmHeap {
  private static final double KIB_PER_MIB = 1024;

  private JvmHeap() {}

  /** What is used of it after a collection; NaN where the process has just ended. */
  static double usedMiB(long pid) {
    String process = Long.toString(pid);
    said("jcmd", process, "GC.run");
    List<String> lines = said("jstat", "-gc", process).lines().toList();
    if (lines.size() < 2) {
      return Double.NaN;
    }
    List<String> names = words(lines.get(0));
    List<String> values = words(lines.get(1));
    return IntStream.range(0, names.size())
            .filter(i -> List.of("S0U", "S1U", "EU", "OU").contains(names.get(i)))
            .mapToDouble(i -> Double.parseDouble(values.get(i)))
            .sum()
        / KIB_PER_MIB;
  }

  private static List<String> words(String line) {
    return Arrays.asList(line.strip().split("\\s+"));
  }

  private static String said(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
