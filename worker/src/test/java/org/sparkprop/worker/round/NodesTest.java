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

  private static ByteBuffer encoded(FlatVector vector) {
    List<MergeTree.Node> nodes =
        List.of(new MergeTree.Node(1, 3, new GradientSum(vector, 0.1, 2, 3)));
    Span whole = Nodes.whole(nodes);
    ByteBuffer bytes =
        ByteBuffer.allocate((int) Nodes.mostBytes(nodes, whole)).order(ByteOrder.LITTLE_ENDIAN);
    Nodes.encode(nodes, whole, bytes);
    return bytes.flip();
  }

  @Test
  void comeBackWithLossWeightAndRowsExact() {
    FlatVector sparse = FlatVector.zeros(Precision.FLOAT32, 5_000);
    sparse.set(4_321, 0.1);
    FlatVector dense = FlatVector.of(Precision.FLOAT32, 1e-20, 0.3, -7);
    for (FlatVector vector : List.of(sparse, dense, FlatVector.zeros(Precision.FLOAT32, 0))) {
      ByteBuffer bytes = encoded(vector);
      assertTrue(bytes.remaining() < 100, "bytes: " + bytes.remaining());
      MergeTree.Node node = Nodes.decode(bytes, merging(5_000)).get(0);
      assertEquals(vector, node.sum().gradient());
      assertEquals(0.1 / 2, node.sum().meanLoss());
      assertEquals(3, node.sum().rows());
    }
  }

  /** A range travels as it would as a vector of its own. */
  @Test
  void aRangeIsEncodedAsItsOwnVector() {
    FlatVector vector = FlatVector.zeros(Precision.FLOAT32, 2_000);
    for (int i = 700; i < 2_000; i++) {
      vector.set(i, Math.sin(i));
    }
    List<MergeTree.Node> nodes =
        List.of(new MergeTree.Node(0, 0, new GradientSum(vector, 1, 1, 1)));
    for (Span span : List.of(new Span(0, 0), new Span(0, 600), new Span(512, 1_000))) {
      ByteBuffer bytes =
          ByteBuffer.allocate((int) Nodes.mostBytes(nodes, span)).order(ByteOrder.LITTLE_ENDIAN);
      Nodes.encode(nodes, span, bytes);
      assertEquals(
          vector.slice(span.from(), span.count()),
          Nodes.decode(bytes.flip(), merging(2_000)).get(0).sum().gradient());
    }
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
          assertEquals(covered, pieces.span(p).from());
          assertEquals(0, pieces.span(p).from() % Float16.BLOCK, "length " + length);
          covered += pieces.span(p).count();
        }
        assertEquals(length, covered, "length " + length + " in " + wanted);
      }
    }
    assertEquals(512, new Pieces(10_000, 300).pieceLength());
    assertEquals(1, Pieces.whole(100).count());
  }
}
