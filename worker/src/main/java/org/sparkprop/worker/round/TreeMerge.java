package org.sparkprop.worker.round;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.Precision;
import scala.Tuple2;

/**
 * The stage between tasks and driver when there are many tasks: nodes of the merge tree go to
 * mergers by range of shards, and each merger sends on what it could not merge.
 */
public final class TreeMerge {
  private TreeMerge() {}

  /** Cuts a task's report into one for each merger that has something of it. */
  public static Iterator<Tuple2<Integer, byte[]>> route(
      byte[] encoded, Precision precision, int shards, int mergers) {
    RoundReport report = RoundReport.decode(encoded, precision);
    int shardsOfMerger = Integer.highestOneBit(Math.max(1, (shards - 1) / mergers)) * 2;
    Map<Integer, List<MergeTree.Node>> nodes = new LinkedHashMap<>();
    for (MergeTree.Node node : report.nodes()) {
      int merger = (int) (((long) node.index() << node.level()) / shardsOfMerger);
      nodes.computeIfAbsent(merger, key -> new ArrayList<>()).add(node);
    }
    if (nodes.isEmpty()) {
      nodes.put(0, List.of());
    }
    List<Tuple2<Integer, byte[]>> parts = new ArrayList<>();
    nodes.forEach((merger, list) -> parts.add(new Tuple2<>(merger, report.with(list).encode())));
    return parts.iterator();
  }

  /** Merges as far as the reports' nodes allow. Times become the longest of them. */
  public static byte[] merge(Iterable<byte[]> reports, Precision precision, int shards) {
    MergeTree tree = new MergeTree(shards);
    long setup = 0;
    long compute = 0;
    String divergence = "";
    for (byte[] encoded : reports) {
      RoundReport report = RoundReport.decode(encoded, precision);
      report.nodes().forEach(tree::add);
      setup = Math.max(setup, report.setupNanos());
      compute = Math.max(compute, report.computeNanos());
      divergence = divergence.isEmpty() ? report.divergence() : divergence;
    }
    return new RoundReport(List.of(), "", "", setup, compute, divergence, tree.nodes()).encode();
  }
}
