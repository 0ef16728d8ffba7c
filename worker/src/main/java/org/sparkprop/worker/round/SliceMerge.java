package org.sparkprop.worker.round;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
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
   * @param reports of the first piece alone: the tasks' reports, without sums
   */
  public record Merged(int piece, byte[] nodes, List<byte[]> reports) implements Serializable {
    /** Puts this into what the driver has of the round. */
    public void into(RoundSums sums, Merging merging) {
      reports.forEach(report -> sums.add(RoundReport.decode(report, merging)));
      sums.add(piece, Nodes.decode(ByteBuffer.wrap(nodes).order(ByteOrder.LITTLE_ENDIAN), merging));
    }
  }

  /** Cuts a task's report into pieces, one at a time; the first has the report itself. */
  public static Iterator<Tuple2<Integer, byte[]>> route(RoundReport report, Pieces pieces) {
    return IntStream.range(0, pieces.count())
        .mapToObj(piece -> new Tuple2<>(piece, encoded(report, pieces, piece)))
        .iterator();
  }

  private static byte[] encoded(RoundReport report, Pieces pieces, int piece) {
    if (piece == 0) {
      return report.slice(0, pieces.size(0)).encode();
    }
    return encoded(Nodes.slices(report.nodes(), pieces.start(piece), pieces.size(piece)));
  }

  private static byte[] encoded(List<MergeTree.Node> nodes) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Nodes.encodedBytes(nodes)));
    Nodes.encode(nodes, bytes.order(ByteOrder.LITTLE_ENDIAN));
    return bytes.array();
  }

  /** Merges what all tasks have of a piece. */
  public static Merged merge(int piece, Iterable<byte[]> parts, Merging merging) {
    MergeTree tree = merging.tree();
    List<byte[]> reports = new ArrayList<>();
    for (byte[] part : parts) {
      ByteBuffer bytes = ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
      if (piece == 0) {
        RoundReport report = RoundReport.decode(bytes, merging);
        report.nodes().forEach(tree::add);
        reports.add(report.with(List.of()).encode());
      } else {
        Nodes.decode(bytes, merging).forEach(tree::add);
      }
    }
    return new Merged(piece, encoded(tree.nodes()), reports);
  }
}
