package org.sparkprop.worker.round;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkprop.common.compression.Medium;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;

/** Nodes of the merge tree as bytes, whole or a range of each vector. */
public final class Nodes {
  /** Before the sum of one node that is written by itself. */
  public static final int HEADER_BYTES = 4 * Integer.BYTES;

  private Nodes() {}

  /** A range of each node's vector; copies. */
  public static List<MergeTree.Node> slices(List<MergeTree.Node> nodes, Span span) {
    return nodes.stream()
        .map(
            n -> new MergeTree.Node(n.level(), n.index(), n.sum().slice(span.from(), span.count())))
        .toList();
  }

  /** The range that is all of each node's vector. */
  public static Span whole(List<MergeTree.Node> nodes) {
    return new Span(0, nodes.isEmpty() ? 0 : nodes.get(0).sum().gradient().length());
  }

  /** More than this {@link #encode} never writes. */
  public static long mostBytes(List<MergeTree.Node> nodes, Span span) {
    long size = Integer.BYTES;
    for (MergeTree.Node node : nodes) {
      size += 3L * Integer.BYTES + node.sum().mostBytes(span.count());
    }
    return size;
  }

  /** What has been written into an array of its own, and nothing behind it. */
  static byte[] written(ByteBuffer bytes) {
    byte[] array = bytes.array();
    return bytes.position() == array.length ? array : Arrays.copyOf(array, bytes.position());
  }

  /**
   * Writes a range of each node's vector at the buffer's position, straight from the vector; the
   * buffer is little-endian.
   */
  public static void encode(List<MergeTree.Node> nodes, Span span, ByteBuffer bytes) {
    bytes.putInt(nodes.size());
    for (MergeTree.Node node : nodes) {
      encodeOne(
          node,
          span.count(),
          node.sum().encoding(span.from(), span.count(), Medium.NETWORK),
          bytes);
    }
  }

  /**
   * Writes one node as {@link #encode(List, Span, ByteBuffer)} writes a list of it alone.
   *
   * @param sum the node's, of a range of so many numbers
   */
  public static void encode(
      MergeTree.Node node, int count, GradientSum.Encoding sum, ByteBuffer bytes) {
    encodeOne(node, count, sum, bytes.putInt(1));
  }

  private static void encodeOne(
      MergeTree.Node node, int count, GradientSum.Encoding sum, ByteBuffer bytes) {
    bytes.putInt(node.level()).putInt(node.index()).putInt(count);
    sum.encodeTo(bytes);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if the bytes are not such nodes
   */
  public static List<MergeTree.Node> decode(ByteBuffer bytes, SumRoom room) {
    List<MergeTree.Node> nodes = new ArrayList<>();
    for (int left = bytes.getInt(); left > 0; left--) {
      int level = bytes.getInt();
      int index = bytes.getInt();
      int length = bytes.getInt();
      if (length < 0 || length > room.numbers()) {
        throw new IllegalArgumentException(
            "expected at most %d numbers, got %d".formatted(room.numbers(), length));
      }
      GradientSum sum = GradientSum.decode(room.precision(), length, bytes, room::vector);
      nodes.add(new MergeTree.Node(level, index, sum));
    }
    return nodes;
  }
}
