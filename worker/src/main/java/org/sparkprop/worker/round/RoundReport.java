package org.sparkprop.worker.round;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.Precision;

/**
 * What a task says of its part of a round, as its own bytes: Spark's serialiser copies an array of
 * bytes as it is, and takes twenty times as long over an array of floats.
 *
 * @param groups the first shard of each group of shards that the report is of; none for reports
 *     merged on the way
 * @param setupNanos until the weights were in place
 * @param computeNanos of all passes, reading included
 * @param divergence what was not finite first, or empty: no exception, since a task that fails is
 *     tried again, and this one would fail again
 * @param rows how many the passes were over
 */
public record RoundReport(
    List<Integer> groups,
    String executor,
    String host,
    long setupNanos,
    long computeNanos,
    String divergence,
    long rows,
    List<MergeTree.Node> nodes) {

  /** The same report of other nodes. */
  public RoundReport with(List<MergeTree.Node> others) {
    return new RoundReport(
        groups, executor, host, setupNanos, computeNanos, divergence, rows, others);
  }

  /** The same report where the weights were on their way for so long before. */
  public RoundReport afterFetch(long nanos) {
    return new RoundReport(
        groups, executor, host, setupNanos + nanos, computeNanos, divergence, rows, nodes);
  }

  /** The same report of a range of each node's vector. */
  public RoundReport slice(int from, int count) {
    return with(Nodes.slices(nodes, from, count));
  }

  /** One report of several of one executor: the longest times, all groups, the merged nodes. */
  public static RoundReport merged(List<RoundReport> reports, List<MergeTree.Node> nodes) {
    List<Integer> groups = new ArrayList<>();
    long setup = 0;
    long compute = 0;
    String divergence = "";
    long rows = 0;
    for (RoundReport report : reports) {
      rows += report.rows;
      groups.addAll(report.groups);
      setup = Math.max(setup, report.setupNanos);
      compute = Math.max(compute, report.computeNanos);
      divergence = divergence.isEmpty() ? report.divergence : divergence;
    }
    RoundReport first = reports.get(0);
    return new RoundReport(
        groups, first.executor, first.host, setup, compute, divergence, rows, nodes);
  }

  public byte[] encode() {
    List<byte[]> texts =
        Stream.of(executor, host, divergence).map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    long size = (1L + groups.size()) * Integer.BYTES + 3L * Long.BYTES;
    for (byte[] text : texts) {
      size += Integer.BYTES + text.length;
    }
    size += Nodes.encodedBytes(nodes);
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(groups.size());
    groups.forEach(bytes::putInt);
    texts.forEach(text -> bytes.putInt(text.length).put(text));
    bytes.putLong(setupNanos).putLong(computeNanos).putLong(rows);
    Nodes.encode(nodes, bytes);
    return bytes.array();
  }

  public static RoundReport decode(byte[] encoded, Precision precision) {
    return decode(ByteBuffer.wrap(encoded), precision);
  }

  /** Reads what {@link #encode} wrote, from the buffer's position on. */
  public static RoundReport decode(ByteBuffer encoded, Precision precision) {
    ByteBuffer bytes = encoded.order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> groups = new ArrayList<>();
    for (int left = bytes.getInt(); left > 0; left--) {
      groups.add(bytes.getInt());
    }
    String executor = text(bytes);
    String host = text(bytes);
    String divergence = text(bytes);
    long setup = bytes.getLong();
    long compute = bytes.getLong();
    long rows = bytes.getLong();
    return new RoundReport(
        groups, executor, host, setup, compute, divergence, rows, Nodes.decode(bytes, precision));
  }

  private static String text(ByteBuffer bytes) {
    byte[] text = new byte[bytes.getInt()];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
