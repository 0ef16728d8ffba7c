package org.sparkprop.worker.round;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.Precision;

/**
 * What a task says of its part of a round, as its own bytes: Spark's serialiser copies an array of
 * bytes as it is, and takes twenty times as long over an array of floats.
 *
 * @param firstShard the first shard of the group, or −1 for a merged report
 * @param setupNanos until the weights were in place
 * @param computeNanos of all passes, reading included
 */
public record RoundReport(
    int firstShard,
    String executor,
    String host,
    long setupNanos,
    long computeNanos,
    List<MergeTree.Node> nodes) {

  public byte[] encode() {
    byte[] executorBytes = executor.getBytes(StandardCharsets.UTF_8);
    byte[] hostBytes = host.getBytes(StandardCharsets.UTF_8);
    long size = 5L * Integer.BYTES + 2L * Long.BYTES + executorBytes.length + hostBytes.length;
    for (MergeTree.Node node : nodes) {
      size += 3L * Integer.BYTES + node.sum().encodedBytes();
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(firstShard);
    bytes.putInt(executorBytes.length).put(executorBytes);
    bytes.putInt(hostBytes.length).put(hostBytes);
    bytes.putLong(setupNanos).putLong(computeNanos);
    bytes.putInt(nodes.size());
    for (MergeTree.Node node : nodes) {
      bytes.putInt(node.level()).putInt(node.index()).putInt(node.sum().gradient().length());
      node.sum().encodeTo(bytes);
    }
    return bytes.array();
  }

  public static RoundReport decode(byte[] encoded, Precision precision) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    int firstShard = bytes.getInt();
    String executor = text(bytes);
    String host = text(bytes);
    long setup = bytes.getLong();
    long compute = bytes.getLong();
    List<MergeTree.Node> nodes = new ArrayList<>();
    for (int left = bytes.getInt(); left > 0; left--) {
      int level = bytes.getInt();
      int index = bytes.getInt();
      int length = bytes.getInt();
      nodes.add(
          new MergeTree.Node(level, index, GradientSum.decode(precision, length, bytes)));
    }
    return new RoundReport(firstShard, executor, host, setup, compute, nodes);
  }

  private static String text(ByteBuffer bytes) {
    byte[] text = new byte[bytes.getInt()];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
