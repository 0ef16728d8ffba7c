package org.sparkprop.common.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RawRowCodecTest {
  private static RawRow row(double number, String category, String label) {
    return new RawRow(
        new double[] {number, 2}, new String[] {category, "b"}, label, new double[] {7}, 0.5);
  }

  @Test
  void whatIsWrittenIsRead() {
    byte[] encoded = RawRowCodec.encode(row(-1.5, "ein Wort, größer", "ja"));
    RawRow read = RawRowCodec.decode(ByteBuffer.wrap(encoded));
    assertArrayEquals(new double[] {-1.5, 2}, read.numbers());
    assertArrayEquals(new String[] {"ein Wort, größer", "b"}, read.categories());
    assertEquals("ja", read.label());
    assertArrayEquals(new double[] {7}, read.targets());
    assertEquals(0.5, read.weight());
  }

  @Test
  void vectorsStandBehindTheRest() {
    SparseVector[] vectors = {
      new SparseVector(new int[] {3, 70_000}, new double[] {-0.0, 2.5}),
      new SparseVector(new int[0], new double[0])
    };
    RawRow row =
        new RawRow(new double[] {1}, new String[] {"a"}, vectors, "x", new double[] {7}, 0.5);
    byte[] encoded = RawRowCodec.encode(row);
    RawRow read = RawRowCodec.decode(ByteBuffer.wrap(encoded));
    assertEquals(2, read.vectors().length);
    assertArrayEquals(new int[] {3, 70_000}, read.vectors()[0].indices());
    assertArrayEquals(new double[] {0.0, 2.5}, read.vectors()[0].values());
    assertEquals(0, read.vectors()[1].indices().length);
    assertEquals("x", read.label());
    assertEquals(0.5, read.weight());
    RawRow without = new RawRow(row.numbers(), row.categories(), "x", row.targets(), 0.5);
    byte[] start = RawRowCodec.encode(without);
    assertArrayEquals(start, Arrays.copyOf(encoded, start.length));
  }

  @Test
  void missingValuesStayMissing() {
    RawRow read =
        RawRowCodec.decode(ByteBuffer.wrap(RawRowCodec.encode(row(Double.NaN, null, null))));
    assertEquals(Double.NaN, read.numbers()[0]);
    assertNull(read.categories()[0]);
    assertNull(read.label());
  }

  /** The bytes order and split the rows: equal content must have equal bytes. */
  @Test
  void equalContentHasEqualBytes() {
    double otherNan = Double.longBitsToDouble(0x7ff8000000000001L);
    assertArrayEquals(
        RawRowCodec.encode(row(Double.NaN, "a", "x")), RawRowCodec.encode(row(otherNan, "a", "x")));
    assertArrayEquals(
        RawRowCodec.encode(row(0.0, "a", "x")), RawRowCodec.encode(row(-0.0, "a", "x")));
  }

  @Test
  void otherContentHasOtherBytes() {
    byte[] one = RawRowCodec.encode(row(1, "a", "x"));
    assertFalse(Arrays.equals(one, RawRowCodec.encode(row(1, "", "ax"))), "moved text");
    assertFalse(Arrays.equals(one, RawRowCodec.encode(row(1, null, "x"))), "missing");
    assertFalse(
        Arrays.equals(RawRowCodec.encode(row(1, "", "x")), RawRowCodec.encode(row(1, null, "x"))),
        "empty and missing");
  }
}
