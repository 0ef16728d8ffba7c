package org.sparkprop.worker.round;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sparkprop.common.gradient.MergeTree;

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
 * @param forgetful the shards that had no residual to add although the round is not the first
 */
public record RoundReport(
    List<Integer> groups,
    String executor,
    String host,
    long setupNanos,
    long computeNanos,
    String divergence,
    long rows,
    List<Integer> forgetful,
    List<MergeTree.Node> nodes) {

  /** The same report of other nodes. */
  public RoundReport with(List<MergeTree.Node> others) {
    return new RoundReport(
        groups, executor, host, setupNanos, computeNanos, divergence, rows, forgetful, others);
  }

  /** The same report where the weights were on their way for so long before. */
  public RoundReport afterFetch(long nanos) {
    return new RoundReport(
        groups,
        executor,
        host,
        setupNanos + nanos,
        computeNanos,
        divergence,
        rows,
        forgetful,
        nodes);
  }

  /** The same report of a range of each node's vector. */
  public RoundReport slice(int from, int count) {
    return with(Nodes.slices(nodes, from, count));
  }

  /** One report of several of one executor: the longest times, all groups, the merged nodes. */
  public static RoundReport merged(List<RoundReport> reports, List<MergeTree.Node> nodes) {
    List<Integer> groups = new ArrayList<>();
    List<Integer> forgetful = new ArrayList<>();
    long setup = 0;
    long compute = 0;
    String divergence = "";
    long rows = 0;
    for (RoundReport report : reports) {
      rows += report.rows;
      groups.addAll(report.groups);
      forgetful.addAll(report.forgetful);
      setup = Math.max(setup, report.setupNanos);
      compute = Math.max(compute, report.computeNanos);
      divergence = divergence.isEmpty() ? report.divergence : divergence;
    }
    RoundReport first = reports.get(0);
    return new RoundReport(
        groups, first.executor, first.host, setup, compute, divergence, rows, forgetful, nodes);
  }

  public byte[] encode() {
    List<byte[]> texts =
        Stream.of(executor, host, divergence).map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    long size = (2L + groups.size() + forgetful.size()) * Integer.BYTES + 3L * Long.BYTES;
    for (byte[] text : texts) {
      size += Integer.BYTES + text.length;
    }
    size += Nodes.encodedBytes(nodes);
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    putNumbers(bytes, groups);
    texts.forEach(text -> bytes.putInt(text.length).put(text));
    bytes.putLong(setupNanos).putLong(computeNanos).putLong(rows);
    putNumbers(bytes, forgetful);
    Nodes.encode(nodes, bytes);
    return bytes.array();
  }

  private static void putNumbers(ByteBuffer bytes, List<Integer> numbers) {
    bytes.putInt(numbers.size());
    numbers.forEach(bytes::putInt);
  }

  public static RoundReport decode(byte[] encoded, Merging merging) {
    return decode(ByteBuffer.wrap(encoded), merging);
  }

  /** Reads what {@link #encode} wrote, from the buffer's position on. */
  public static RoundReport decode(ByteBuffer encoded, Merging merging) {
    ByteBuffer bytes = encoded.order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> groups = numbers(bytes);
    String executor = text(bytes);
    String host = text(bytes);
    String divergence = text(bytes);
    long setup = bytes.getLong();
    long compute = bytes.getLong();
    long rows = bytes.getLong();
    List<Integer> forgetful = numbers(bytes);
    return new RoundReport(
        groups,
        executor,
        host,
        setup,
        compute,
        divergence,
        rows,
        forgetful,
        Nodes.decode(bytes, merging));
  }

  private static List<Integer> numbers(ByteBuffer bytes) {
    List<Integer> numbers = new ArrayList<>();
    for (int left = bytes.getInt(); left > 0; left--) {
      numbers.add(bytes.getInt());
    }
    return numbers;
  }

  private static String text(ByteBuffer bytes) {
    byte[] text = new byte[bytes.getInt()];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
