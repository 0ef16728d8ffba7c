package org.sparkprop.driver.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Processes of peers, kept while they are wanted. */
final class PeerPool implements AutoCloseable {
  private final Place place;
  private final Map<Peer, PeerProcess> processes = new HashMap<>();

  PeerPool(Place place) {
    this.place = place;
  }

  /** Whether the peer has no process yet. */
  boolean lacks(Peer peer) {
    return !processes.containsKey(peer);
  }

  /** The peer's process, started if there is none. */
  PeerProcess process(Peer peer) throws IOException {
    PeerProcess process = processes.get(peer);
    if (process == null) {
      String log = peer.name().replaceAll("[^A-Za-z0-9]+", "-") + ".log";
      process = new PeerProcess(peer.command(place), place.output().resolve("logs").resolve(log));
      processes.put(peer, process);
    }
    return process;
  }

  /** Ends a process of which nobody knows in what state it is. */
  void drop(Peer peer) {
    PeerProcess process = processes.remove(peer);
    if (process != null) {
      process.close();
    }
  }

  /** Ends all processes but those of these peers. */
  void keepOnly(Set<Peer> peers) {
    Set.copyOf(processes.keySet()).stream()
        .filter(peer -> !peers.contains(peer))
        .forEach(this::drop);
  }

  @Override
  public void close() {
    keepOnly(Set.of());
  }
}
