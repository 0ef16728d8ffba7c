package org.sparkprop.common.compression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Whatever a vector holds comes back, in few bytes where few will do. */
class VectorEncodingTest {
  private static FlatVector vector(Precision precision, int length, IntToDoubleFunction values) {
    FlatVector vector = FlatVector.zeros(precision, length);
    for (int i = 0; i < length; i++) {
      vector.set(i, values.applyAsDouble(i));
    }
    return vector;
  }

  private static ByteBuffer encoded(VectorEncoding encoding) {
    // Room on either side, to find an encoder that leaves its place.
    ByteBuffer bytes =
        ByteBuffer.allocate((int) encoding.bytes() + 6).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(3);
    encoding.encodeTo(bytes);
    assertEquals(encoding.bytes() + 3, bytes.position(), "as many bytes as it said");
    return bytes.limit(bytes.position()).position(3);
  }

  /** Encodes, decodes, compares bit by bit, and gives the bytes that it took. */
  private static long bytes(FlatVector vector, String what) {
    return bytes(vector, Medium.NETWORK, what);
  }

  private static long bytes(FlatVector vector, Medium medium, String what) {
    ByteBuffer bytes = encoded(VectorEncoding.of(vector, 0, vector.length(), medium));
    long count = bytes.remaining();
    FlatVector used = FlatVector.zeros(vector.precision(), vector.length());
    for (int i = 0; i < used.length(); i++) {
      used.set(i, 7);
    }
    FlatVector decoded =
        VectorDecoding.decode(
            vector.precision(),
            vector.length(),
            bytes,
            length -> {
              assertEquals(used.length(), length);
              return used;
            });
    assertSame(used, decoded, what);
    assertEquals(0, bytes.remaining(), what);
    for (int i = 0; i < vector.length(); i++) {
      assertEquals(
          Double.doubleToLongBits(vector.get(i)),
          Double.doubleToLongBits(decoded.get(i)),
          () -> what);
    }
    return count;
  }

  @Test
  void emptyAndOneNumber() {
    for (Precision precision : Precision.values()) {
      assertEquals(1, bytes(FlatVector.zeros(precision, 0), "empty"));
      assertEquals(3, bytes(FlatVector.of(precision, 1), "one"));
      assertEquals(3, bytes(FlatVector.of(precision, -0.0), "minus zero"));
      bytes(FlatVector.of(precision, 0.1), "a tenth");
      bytes(FlatVector.of(precision, Double.NaN), "not a number");
      bytes(FlatVector.of(precision, Double.NEGATIVE_INFINITY), "infinite");
    }
  }

  @Test
  void everyFormWhereItIsShortest() {
    Random random = new Random(1);
    int n = 10_000;
    FlatVector noise = vector(Precision.FLOAT32, n, i -> random.nextGaussian());
    assertEquals(1 + 4 * n, bytes(noise, "dense float32"));
    FlatVector noise64 = vector(Precision.FLOAT64, n, i -> random.nextGaussian());
    assertEquals(1 + 8 * n, bytes(noise64, "dense float64"));
    for (FlatVector of : new FlatVector[] {noise, noise64}) {
      FlatVector bfloat16 = of.copy();
      new Bfloat16().compress(bfloat16, 1);
      assertEquals(1 + 2 * n, bytes(bfloat16, "bfloat16"));
      FlatVector float16 = of.copy();
      new Float16().compress(float16, 1);
      assertEquals(1 + 2 * (n + (n + 255) / 256), bytes(float16, "float16"));
      FlatVector top = of.copy();
      new TopK(0.01).compress(top, 1);
      int size = of.precision().bytes();
      assertTrue(bytes(top, "sparse") <= 5 + n / 100 * (2 + size));
      FlatVector threshold = of.copy();
      new Threshold(2.5).compress(threshold, 1);
      assertTrue(bytes(threshold, "palette") <= 7 + 2 * size + n * 0.02 * (1 + 2));
    }
    assertEquals(5, bytes(FlatVector.zeros(Precision.FLOAT32, n), "nothing"));
    // Of a layer of rectifiers of which many did not fire.
    FlatVector half = vector(Precision.FLOAT32, n, i -> i % 2 == 0 ? random.nextGaussian() : 0);
    assertEquals(1 + 157 * 8 + 4 * n / 2, bytes(half, "bitmap"));
    // An embedding of which a round saw few rows: long runs of zeros between dense ones.
    FlatVector rows =
        vector(Precision.FLOAT32, n, i -> i / 50 % 20 == 3 ? random.nextGaussian() : 0);
    assertTrue(bytes(rows, "rows") <= 5 + n / 20 * (1 + 4) + n / 1000);
  }

  @Test
  void roundTripsOfManyShapes() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      Precision precision = random.nextBoolean() ? Precision.FLOAT32 : Precision.FLOAT64;
      double zeros = random.nextInt(5) / 4.0;
      int kind = random.nextInt(5);
      int values = 1 + random.nextInt(400);
      FlatVector vector =
          vector(
              precision,
              random.nextInt(1500),
              i -> {
                if (random.nextDouble() < zeros) {
                  return 0;
                }
                return switch (kind) {
                  case 0 -> random.nextGaussian();
                  case 1 -> Math.scalb(random.nextGaussian(), random.nextInt(300) - 150);
                  case 2 -> random.nextInt(values) - 0.5;
                  case 3 -> Float.intBitsToFloat(random.nextInt());
                  default -> -0.0;
                };
              });
      long bytes = bytes(vector, "seed " + seed);
      assertTrue(bytes <= 1 + vector.encodedBytes(), "no longer than dense, seed " + seed);
    }
  }

  private static void refused(int length, ByteBuffer bytes, String part) {
    ByteBuffer ordered = bytes.order(ByteOrder.LITTLE_ENDIAN);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> VectorDecoding.decode(Precision.FLOAT32, length, ordered));
    assertTrue(refused.getMessage().contains(part), refused.getMessage());
  }

  private static ByteBuffer of(int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int b : bytes) {
      buffer.put((byte) b);
    }
    return buffer.flip();
  }

  /** Before anything is allocated, where the bytes claim much. */
  @Test
  void bytesThatAreNoVector() {
    refused(3, of(), "end before");
    refused(3, of(9, 0, 0), "expected a form of vectors");
    refused(3, of(-1, 0, 0), "expected a form of vectors");
    refused(Integer.MAX_VALUE, of(0, 1, 2, 3), "end before");
    refused(Integer.MAX_VALUE, of(1, 1, 2, 3), "end before");
    refused(Integer.MAX_VALUE, of(2, 1, 2, 3), "end before");
    refused(4, of(2, 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0), "expected a scale");
    // Sparse: one number at place 5 of 3, a place past any int, one that never ends, none there.
    refused(3, of(3, 1, 0, 0, 0, 5, 0, 0, 0, 0), "places below 3");
    refused(3, of(3, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0), "expected a number");
    refused(3, of(3, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0), "longer one");
    refused(3, of(3, 2, 0, 0, 0, 0, 0, 0, 0, 0), "end before");
    refused(3, of(3, 1, 0), "end before");
    // Palette: too many values, a code without a value.
    refused(3, of(4, 1, 0, 0, 0, 1, 1, 0), "expected 0 to 256 values");
    refused(3, of(4, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7), "expected a code below 1");
    // Bitmap: a number at place 3 of 3, a bit without its number, bits that end too soon.
    refused(3, of(5, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), "places below 3");
    refused(3, of(5, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0), "end before");
    refused(3, of(5, 4, 0, 0), "end before");
    refused(Integer.MAX_VALUE, of(5, 1, 2, 3), "end before");
  }

  /** Every second number is sought out for a network, but not for memory. */
  @Test
  void inMemoryZerosAreLeftOutWhereHardlyAnythingIsLeft() {
    Random random = new Random(8);
    for (Precision precision : Precision.values()) {
      long dense = 1 + 10_000L * precision.bytes();
      FlatVector half = vector(precision, 10_000, i -> i % 2 == 0 ? 0 : random.nextGaussian());
      assertEquals(dense, bytes(half, Medium.MEMORY, "half"));
      assertTrue(bytes(half, Medium.NETWORK, "half") < 0.6 * dense);
      FlatVector tenth = vector(precision, 10_000, i -> i % 10 != 0 ? 0 : random.nextGaussian());
      assertEquals(bytes(tenth, Medium.NETWORK, "a tenth"), bytes(tenth, Medium.MEMORY, "a tenth"));
    }
  }

  /** Every cut and many a changed byte: refused or some vector, never anything else. */
  @Test
  void damagedBytes() {
    Random random = new Random(6);
    for (GradientCompression compression :
        new GradientCompression[] {
          new None(),
          new Bfloat16(),
          new Float16(),
          new TopK(0.1),
          new TopK(0.5),
          new Threshold(1.5)
        }) {
      FlatVector vector = vector(Precision.FLOAT32, 300, i -> random.nextGaussian());
      compression.compress(vector, 1);
      byte[] whole = new byte[(int) VectorEncoding.of(vector).bytes()];
      VectorEncoding.of(vector).encodeTo(ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN));
      for (int cut = 0; cut < whole.length; cut++) {
        refused(300, ByteBuffer.wrap(whole, 0, cut).slice(), "end before");
      }
      for (int trial = 0; trial < 2_000; trial++) {
        byte[] damaged = whole.clone();
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        try {
          ByteBuffer bytes = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
          assertEquals(300, VectorDecoding.decode(Precision.FLOAT32, 300, bytes).length());
        } catch (IllegalArgumentException e) {
          assertTrue(e.getMessage().startsWith("expected"), e::getMessage);
        }
      }
    }
  }
}
