package org.sparkprop.worker.round;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;

/** Nodes of the merge tree as bytes, whole or a range of each vector. */
public final class Nodes {
  private Nodes() {}

  /** A range of each node's vector; copies. */
  public static List<MergeTree.Node> slices(List<MergeTree.Node> nodes, int from, int count) {
    return nodes.stream()
        .map(n -> new MergeTree.Node(n.level(), n.index(), n.sum().slice(from, count)))
        .toList();
  }

  /** How many bytes {@link #encode} writes. */
  public static long encodedBytes(List<MergeTree.Node> nodes) {
    long size = Integer.BYTES;
    for (MergeTree.Node node : nodes) {
      size += 3L * Integer.BYTES + node.sum().encodedBytes();
    }
    return size;
  }

  /** Writes nodes at the buffer's position; the buffer is little-endian. */
  public static void encode(List<MergeTree.Node> nodes, ByteBuffer bytes) {
    bytes.putInt(nodes.size());
    for (MergeTree.Node node : nodes) {
      bytes.putInt(node.level()).putInt(node.index()).putInt(node.sum().gradient().length());
      node.sum().encodeTo(bytes);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if the bytes are not such nodes
   */
  public static List<MergeTree.Node> decode(ByteBuffer bytes, Merging merging) {
    List<MergeTree.Node> nodes = new ArrayList<>();
    for (int left = bytes.getInt(); left > 0; left--) {
      int level = bytes.getInt();
      int index = bytes.getInt();
      int length = bytes.getInt();
      if (length < 0 || length > merging.parameters()) {
        throw new IllegalArgumentException(
            "expected at most %d numbers, got %d".formatted(merging.parameters(), length));
      }
      GradientSum sum = GradientSum.decode(merging.precision(), length, bytes);
      nodes.add(new MergeTree.Node(level, index, sum));
    }
    return nodes;
  }
}
