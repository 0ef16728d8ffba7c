package org.sparkprop.worker.round;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.sparkprop.common.gradient.MergeTree;
import scala.Tuple2;

/**
 * The stage between tasks and driver where there are many tasks or many parameters: each merger
 * sums some pieces of the vector over all shards, so that nobody holds many whole sums.
 */
public final class SliceMerge {
  private SliceMerge() {}

  /**
   * A piece's sum over all shards, encoded.
   *
   * @param from the piece's first number
   * @param gathered of how many bytes it was merged
   * @param reports of the first piece alone: the tasks' reports, without sums
   */
  public record Merged(int from, long gathered, byte[] nodes, List<byte[]> reports)
      implements Serializable {
    /** Puts this into what the driver has of the round. */
    public void into(RoundSums sums, Merging merging) {
      sums.count(gathered + nodes.length);
      for (byte[] report : reports) {
        sums.count(report.length);
        sums.add(RoundReport.decode(report, merging));
      }
      sums.add(from, Nodes.decode(ByteBuffer.wrap(nodes).order(ByteOrder.LITTLE_ENDIAN), merging));
    }
  }

  /** Cuts a task's report into pieces, one at a time; the first has the report itself. */
  public static Iterator<Tuple2<Integer, byte[]>> route(RoundReport report, Pieces pieces) {
    return IntStream.range(0, pieces.count())
        .mapToObj(piece -> new Tuple2<>(piece, encoded(report, piece, pieces.span(piece))))
        .iterator();
  }

  /** A part that is merged where it was made goes over no network: its maker stands before it. */
  private static byte[] encoded(RoundReport report, int piece, Span span) {
    byte[] maker = report.executor().id().getBytes(StandardCharsets.UTF_8);
    List<MergeTree.Node> nodes = report.nodes();
    long size = piece > 0 ? Nodes.mostBytes(nodes, span) : report.mostBytes(span);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(Integer.BYTES + maker.length + size))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(maker.length).put(maker);
    if (piece > 0) {
      Nodes.encode(nodes, span, bytes);
    } else {
      report.encodeTo(bytes, span);
    }
    return Nodes.written(bytes);
  }

  private static boolean isFromHere(ByteBuffer part) {
    byte[] maker = new byte[part.getInt()];
    part.get(maker);
    String here = SparkEnv.get().executorId();
    return here.equals(new String(maker, StandardCharsets.UTF_8));
  }

  private static byte[] encoded(List<MergeTree.Node> nodes, Span span) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Nodes.mostBytes(nodes, span)));
    Nodes.encode(nodes, span, bytes.order(ByteOrder.LITTLE_ENDIAN));
    return Nodes.written(bytes);
  }

  /** Merges what all tasks have of a piece. */
  public static Merged merge(int piece, Pieces pieces, Iterable<byte[]> parts, Merging merging) {
    MergeTree tree = merging.tree();
    long gathered = 0;
    List<byte[]> reports = new ArrayList<>();
    for (byte[] part : parts) {
      ByteBuffer bytes = ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
      gathered += isFromHere(bytes) ? 0 : part.length;
      if (piece == 0) {
        RoundReport report = RoundReport.decode(bytes, merging);
        report.nodes().forEach(tree::add);
        reports.add(report.with(List.of()).encode());
      } else {
        Nodes.decode(bytes, merging).forEach(tree::add);
      }
    }
    byte[] nodes = encoded(tree.nodes(), Nodes.whole(tree.nodes()));
    return new Merged(pieces.span(piece).from(), gathered, nodes, reports);
  }
}
