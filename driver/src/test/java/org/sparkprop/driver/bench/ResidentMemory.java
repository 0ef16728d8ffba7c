package org.sparkprop.driver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a process holds of the machine's memory, in bytes, as Linux counts it.
 *
 * @param peak the most that was resident at once since it began, pages of files included (VmHWM)
 * @param own what is resident of its own just now, heap and native memory, without files (RssAnon)
 */
record ResidentMemory(long peak, long own) {
  /** Nothing where there is no such process. */
  static Optional<ResidentMemory> of(long process) {
    try {
      List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(process), "status"));
      return Optional.of(new ResidentMemory(bytes(status, "VmHWM:"), bytes(status, "RssAnon:")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long bytes(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  /** The greater of each. */
  ResidentMemory max(ResidentMemory other) {
    return new ResidentMemory(Math.max(peak, other.peak), Math.max(own, other.own));
  }
}
