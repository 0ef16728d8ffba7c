package org.sparkprop.driver.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One case, measured with several peers in turn: A B C, A B C, A B C. */
record Comparison(String suite, Case what, List<Peer> peers, Effort effort) {
  Comparison {
    peers = List.copyOf(peers);
  }

  void run(Place place, PeerPool pool, Report report) throws InterruptedException {
    report.title(this);
    pool.keepOnly(new LinkedHashSet<>(peers));
    Map<Peer, List<Result.Sample>> samples = new LinkedHashMap<>();
    for (Peer peer : peers) {
      Optional<String> missing = peer.missing(place);
      if (missing.isPresent()) {
        report.add(Result.failed(this, peer, missing.get()));
        continue;
      }
      try {
        double warming = pool.lacks(peer) ? effort.firstSeconds() : effort.warmSeconds();
        PeerProcess process = pool.process(peer);
        process.prepare(what, warming);
        report.about(peer, process.about());
        samples.put(peer, new ArrayList<>());
      } catch (IOException e) {
        report.add(Result.failed(this, peer, e.getMessage()));
        pool.drop(peer);
      }
    }
    for (int repetition = 0; repetition < effort.repetitions(); repetition++) {
      for (Peer peer : List.copyOf(samples.keySet())) {
        try {
          double before = Peak.gigaflops(slots(peer));
          Burst burst = pool.process(peer).measure(effort.seconds());
          double peak = (before + Peak.gigaflops(slots(peer))) / 2;
          samples.get(peer).add(new Result.Sample(burst, peak));
        } catch (IOException e) {
          report.add(Result.failed(this, peer, e.getMessage()));
          samples.remove(peer);
          pool.drop(peer);
        }
      }
    }
    for (Map.Entry<Peer, List<Result.Sample>> measured : samples.entrySet()) {
      report.add(new Result(suite, what, measured.getKey().name(), measured.getValue(), ""));
      try {
        pool.process(measured.getKey()).release();
      } catch (IOException e) {
        pool.drop(measured.getKey());
      }
    }
  }

  private static int slots(Peer peer) {
    return peer instanceof SparkpropPeer ours ? ours.where().slots() : 2;
  }
}
