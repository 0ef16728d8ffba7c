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
 * @param shards how many shards it is of
 * @param setupNanos until the weights were in place
 * @param computeNanos of all passes, reading included
 * @param divergence what was not finite first, or empty: no exception, since a task that fails is
 *     tried again, and this one would fail again
 * @param rows how many the passes were over
 * @param forgetful the shards that had no residual to add although the round is not the first
 * @param weightBytes how many bytes of weights came to the executor for it, over the network
 */
public record RoundReport(
    List<Integer> groups,
    int shards,
    ExecutorProcess executor,
    long setupNanos,
    long computeNanos,
    String divergence,
    long rows,
    List<Integer> forgetful,
    long weightBytes,
    List<MergeTree.Node> nodes) {

  /** The same report of other nodes. */
  public RoundReport with(List<MergeTree.Node> others) {
    return with(setupNanos, weightBytes, others);
  }

  /**
   * The same report where the weights came over the network.
   *
   * @param nanos how long they were on their way before the set-up began
   */
  public RoundReport afterFetch(long nanos, long bytes) {
    return with(setupNanos + nanos, bytes, nodes);
  }

  private RoundReport with(long setup, long bytes, List<MergeTree.Node> others) {
    return new RoundReport(
        groups, shards, executor, setup, computeNanos, divergence, rows, forgetful, bytes, others);
  }

  /** One report of several of one executor: the longest times, all groups, the merged nodes. */
  public static RoundReport merged(List<RoundReport> reports, List<MergeTree.Node> nodes) {
    List<Integer> groups = new ArrayList<>();
    List<Integer> forgetful = new ArrayList<>();
    int shards = 0;
    long setup = 0;
    long compute = 0;
    String divergence = "";
    long rows = 0;
    long weightBytes = 0;
    for (RoundReport report : reports) {
      rows += report.rows;
      shards += report.shards;
      weightBytes += report.weightBytes;
      groups.addAll(report.groups);
      forgetful.addAll(report.forgetful);
      setup = Math.max(setup, report.setupNanos);
      compute = Math.max(compute, report.computeNanos);
      divergence = divergence.isEmpty() ? report.divergence : divergence;
    }
    RoundReport first = reports.get(0);
    return new RoundReport(
        groups,
        shards,
        first.executor,
        setup,
        compute,
        divergence,
        rows,
        forgetful,
        weightBytes,
        nodes);
  }

  /** All of it as bytes. */
  public byte[] encode() {
    Span whole = Nodes.whole(nodes);
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(mostBytes(whole)));
    encodeTo(bytes, whole);
    return Nodes.written(bytes);
  }

  private List<byte[]> texts() {
    return Stream.of(executor.id(), executor.host(), executor.kernels(), divergence)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** More than this {@link #encodeTo} never writes. */
  public long mostBytes(Span ofEachVector) {
    long size = (3L + groups.size() + forgetful.size()) * Integer.BYTES + 4L * Long.BYTES;
    for (byte[] text : texts()) {
      size += Integer.BYTES + text.length;
    }
    return size + Nodes.mostBytes(nodes, ofEachVector);
  }

  /** Writes the report with a range of each node's vector at the buffer's position. */
  public void encodeTo(ByteBuffer buffer, Span ofEachVector) {
    ByteBuffer bytes = buffer.order(ByteOrder.LITTLE_ENDIAN);
    putNumbers(bytes, groups);
    bytes.putInt(shards);
    texts().forEach(text -> bytes.putInt(text.length).put(text));
    bytes.putLong(setupNanos).putLong(computeNanos).putLong(rows).putLong(weightBytes);
    putNumbers(bytes, forgetful);
    Nodes.encode(nodes, ofEachVector, bytes);
  }

  private static void putNumbers(ByteBuffer bytes, List<Integer> numbers) {
    bytes.putInt(numbers.size());
    numbers.forEach(bytes::putInt);
  }

  public static RoundReport decode(byte[] encoded, SumRoom room) {
    return decode(ByteBuffer.wrap(encoded), room);
  }

  /** Reads what {@link #encodeTo} wrote, from the buffer's position on. */
  public static RoundReport decode(ByteBuffer encoded, SumRoom room) {
    ByteBuffer bytes = encoded.order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> groups = numbers(bytes);
    int shards = bytes.getInt();
    ExecutorProcess executor = new ExecutorProcess(text(bytes), text(bytes), text(bytes));
    String divergence = text(bytes);
    long setup = bytes.getLong();
    long compute = bytes.getLong();
    long rows = bytes.getLong();
    long weightBytes = bytes.getLong();
    List<Integer> forgetful = numbers(bytes);
    List<MergeTree.Node> nodes = Nodes.decode(bytes, room);
    return new RoundReport(
        groups, shards, executor, setup, compute, divergence, rows, forgetful, weightBytes, nodes);
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
