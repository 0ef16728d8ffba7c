package org.sparkprop.driver.bench;

import java.util.List;
import java.util.Optional;

/**
 * PyTorch: one process, or several with DistributedDataParallel over gloo.
 *
 * @param threads of each process
 */
record PytorchPeer(int processes, int threads) implements Peer {
  @Override
  public String name() {
    return processes == 1
        ? "PyTorch, 1 process, %d threads".formatted(threads)
        : "PyTorch DistributedDataParallel, %d processes".formatted(processes);
  }

  @Override
  public String runWith() {
    return processes == 1
        ? "CPU build, SGD, rows in memory as tensors"
        : "gloo, one thread each, SGD, rows in memory as tensors";
  }

  @Override
  public Optional<String> missing(Place place) {
    return place.hasPytorch()
        ? Optional.empty()
        : Optional.of("python3 -c 'import torch' does not work here");
  }

  @Override
  public List<String> command(Place place) {
    return command(place, "throughput");
  }

  List<String> command(Place place, String what) {
    return List.of(
        "python3",
        place.repository().resolve("scripts/peers/pytorch/peer.py").toString(),
        what,
        Integer.toString(processes),
        Integer.toString(threads));
  }
}
