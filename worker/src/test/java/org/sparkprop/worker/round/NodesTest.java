package org.sparkprop.worker.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.compression.Float16;
import org.sparkprop.common.compression.None;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

class NodesTest {
  private static Merging merging(int parameters) {
    return new Merging(8, parameters, Precision.FLOAT32, new None());
  }

  private static ByteBuffer encoded(FlatVector... vectors) {
    List<MergeTree.Node> nodes =
        List.of(vectors).stream()
            .map(v -> new MergeTree.Node(1, v.length() % 4, new GradientSum(v, 0.1, 2, 3)))
            .toList();
    ByteBuffer bytes =
        ByteBuffer.allocate((int) Nodes.encodedBytes(nodes)).order(ByteOrder.LITTLE_ENDIAN);
    Nodes.encode(nodes, bytes);
    assertEquals(0, bytes.remaining(), "as many bytes as it said");
    return bytes.flip();
  }

  @Test
  void comeBackWithLossWeightAndRowsExact() {
    FlatVector sparse = FlatVector.zeros(Precision.FLOAT32, 5_000);
    sparse.set(4_321, 0.1);
    FlatVector dense = FlatVector.of(Precision.FLOAT32, 1e-20, 0.3, -7);
    ByteBuffer bytes = encoded(sparse, dense, FlatVector.zeros(Precision.FLOAT32, 0));
    assertTrue(bytes.remaining() < 200, "bytes: " + bytes.remaining());
    List<MergeTree.Node> nodes = Nodes.decode(bytes, merging(5_000));
    assertEquals(sparse, nodes.get(0).sum().gradient());
    assertEquals(dense, nodes.get(1).sum().gradient());
    assertEquals(0, nodes.get(2).sum().gradient().length());
    assertEquals(0.1 / 2, nodes.get(1).sum().meanLoss());
    assertEquals(3, nodes.get(1).sum().rows());
  }

  @Test
  void aVectorLongerThanTheNetworksIsNotAllocated() {
    ByteBuffer bytes = encoded(FlatVector.zeros(Precision.FLOAT32, 5_000));
    assertTrue(bytes.remaining() < 60, "few bytes may stand for many zeros");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Nodes.decode(bytes, merging(4_999)));
    assertEquals("expected at most 4999 numbers, got 5000", refused.getMessage());
    ByteBuffer negative = encoded(FlatVector.zeros(Precision.FLOAT32, 1)).putInt(12, -1);
    assertThrows(IllegalArgumentException.class, () -> Nodes.decode(negative, merging(9)));
  }

  /** A piece that begins within a block would get other scales than the whole. */
  @Test
  void piecesBeginWhereBlocksDo() {
    for (int length : new int[] {0, 1, 255, 256, 257, 70_001, Integer.MAX_VALUE}) {
      for (int wanted : new int[] {1, 2, 3, 7, 40}) {
        Pieces pieces = Pieces.split(length, wanted);
        long covered = 0;
        for (int p = 0; p < pieces.count(); p++) {
          assertEquals(covered, pieces.start(p));
          assertEquals(0, pieces.start(p) % Float16.BLOCK, "length " + length);
          covered += pieces.size(p);
        }
        assertEquals(length, covered, "length " + length + " in " + wanted);
      }
    }
    assertEquals(512, new Pieces(10_000, 300).pieceLength());
    assertEquals(1, Pieces.whole(100).count());
  }
}
