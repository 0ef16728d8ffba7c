package org.sparkprop.driver.training;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sparkprop.driver.round.RoundTimes;
import org.sparkprop.worker.round.ExecutorProcess;
import org.sparkprop.worker.runtime.BlasKernels;

/**
 * Finds executors whose BLAS computes with other kernels than that of others: the weights then
 * depend on which executor computes what. Says so when a kind comes in.
 */
final class KernelsWatch implements RoundWatch {
  private final Map<String, ExecutorProcess> firstOfKind = new TreeMap<>();

  @Override
  public Optional<String> watch(RoundTimes times) {
    final int before = firstOfKind.size();
    for (RoundTimes.OfExecutor executor : times.executors()) {
      firstOfKind.putIfAbsent(executor.executor().kernels(), executor.executor());
    }
    return firstOfKind.size() == before || firstOfKind.size() < 2
        ? Optional.empty()
        : Optional.of(
            firstOfKind.values().stream()
                    .map(e -> "executor %s on %s: %s".formatted(e.id(), e.host(), e.kernels()))
                    .collect(
                        Collectors.joining(
                            "; ", "executors compute with different kernels of OpenBLAS (", ")"))
                + ", so that the last bits of the weights depend on which executor computes what; for the same bits everywhere name kernels that all processors know, as --conf spark.executorEnv.%s=Haswell"
                    .formatted(BlasKernels.VARIABLE));
  }
}
