package org.sparkprop.common.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Float32Vector;
import org.sparkprop.common.vector.Precision;

final class SafetensorsTest {
  /** By hand from the format's description: 1.0f is 3F800000, −2.5f C0200000, 0.5 3FE0…0. */
  private static final String SMALL_HEADER =
      "{\"__metadata__\":{\"a\":\"é\",\"b\":\"\"},"
          + "\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
          + "\"x\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[8,16]}}";

  private static final String SMALL_NUMBERS = "0000803f000020c0" + "000000000000e03f";

  @Test
  void writesTheBytesOfTheFormat() throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("b", "");
    metadata.put("a", "é");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, smallTensors(), metadata);
    assertEquals(
        HexFormat.of().formatHex(smallFile()), HexFormat.of().formatHex(out.toByteArray()));
  }

  @Test
  void readsTheBytesOfTheFormat() throws IOException {
    List<NamedTensor> tensors = read(smallFile(), Precision.FLOAT64);
    assertEquals(List.of("0.weight", "x"), tensors.stream().map(NamedTensor::name).toList());
    assertArrayEquals(new int[] {1, 2}, tensors.get(0).shape());
    assertArrayEquals(new double[] {1, -2.5}, tensors.get(0).toDoubles());
    assertArrayEquals(new int[0], tensors.get(1).shape());
    assertArrayEquals(new double[] {0.5}, tensors.get(1).toDoubles());
  }

  @Test
  void headerIsPaddedToAMultipleOfEight() throws IOException {
    for (int nameLength = 1; nameLength <= 9; nameLength++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      NamedTensor tensor =
          new NamedTensor(
              "n".repeat(nameLength), new int[] {1}, FlatVector.of(Precision.FLOAT32, 3));
      Safetensors.write(out, List.of(tensor), Map.of());
      byte[] file = out.toByteArray();
      long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
      assertEquals(0, header % 8);
      assertEquals(8 + header + 4, file.length);
      assertEquals('{', file[8]);
      assertArrayEquals(new double[] {3}, read(file, Precision.FLOAT32).get(0).toDoubles());
    }
  }

  @Test
  void tensorsLargerThanTheBufferComeBackBitForBit() throws IOException {
    Random random = new Random(11);
    for (Precision precision : Precision.values()) {
      // Neither a multiple of the buffer nor shorter; and a tensor without numbers between.
      double[] numbers = random.doubles(50_001, -1, 1).toArray();
      FlatVector vector = FlatVector.of(precision, numbers);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Safetensors.write(
          out,
          List.of(
              new NamedTensor("first", new int[] {3, 5, 7}, vector),
              new NamedTensor("none", new int[] {4, 0}, vector),
              new NamedTensor("second", new int[] {50_001 - 105}, vector, 105)),
          Map.of());
      List<NamedTensor> tensors = read(out.toByteArray(), precision);
      assertEquals(0, tensors.get(1).count());
      double[] all = Arrays.copyOf(tensors.get(0).toDoubles(), 50_001);
      System.arraycopy(tensors.get(2).toDoubles(), 0, all, 105, 50_001 - 105);
      assertArrayEquals(vector.toDoubles(), all);
      assertEquals(precision, tensors.get(2).values().precision());
    }
  }

  @Test
  void fileWithoutTensorsIsAFile() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, List.of(), Map.of());
    assertArrayEquals(
        HexFormat.of().parseHex("0800000000000000" + "7b7d202020202020"), out.toByteArray());
    assertEquals(List.of(), read(out.toByteArray(), Precision.FLOAT32));
  }

  @ParameterizedTest
  @CsvSource({
    // IEEE 754 binary16 and bfloat16, bit patterns as hexadecimal numbers.
    "F16, 3c00, 1",
    "F16, c100, -2.5",
    "F16, 7bff, 65504",
    "F16, 0001, 5.9604644775390625e-8",
    "F16, 8000, -0.0",
    "F16, 03ff, 6.097555160522461e-5",
    "F16, 0400, 6.103515625e-5",
    "F16, 7c00, Infinity",
    "F16, fc00, -Infinity",
    "F16, 7e01, NaN",
    "BF16, 3f80, 1",
    "BF16, c020, -2.5",
    "BF16, 0080, 1.1754943508222875e-38",
    "BF16, ff80, -Infinity",
    "BF16, 7fc0, NaN"
  })
  void readsNumbersOfHalfPrecision(String type, String bits, double expected) throws IOException {
    String header = "{\"t\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0,2]}}";
    String numbers = bits.substring(2) + bits.substring(0, 2);
    assertArrayEquals(
        new double[] {expected}, read(file(header, numbers), Precision.FLOAT64).get(0).toDoubles());
  }

  @Test
  void turnsNumbersIntoTheWantedPrecision() throws IOException {
    FlatVector single = read(smallFile(), Precision.FLOAT32).get(1).values();
    assertEquals(new Float32Vector(new float[] {0.5f}), single);
  }

  @Test
  void readsTensorsInTheOrderOfTheirPlaces() throws IOException {
    String header =
        "{\"late\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]},"
            + "\"early\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    List<NamedTensor> tensors = read(file(header, "0000803f000020c0"), Precision.FLOAT32);
    assertEquals(List.of("early", "late"), tensors.stream().map(NamedTensor::name).toList());
    assertArrayEquals(new double[] {-2.5}, tensors.get(1).toDoubles());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "not JSON|{\"t\":}|",
        "not JSON|{} {}|",
        "not JSON|{\"t\":[[[[[[[[[[[[[]]]]]]]]]]]]]}|",
        "starts with {|[]|",
        "starts with {|\"t\"|",
        "starts with {|\u00a0{}|",
        "expected a dtype|{\"t\":{}}|",
        "expected a dtype|{\"t\":7}|",
        "expected a dtype|{\"t\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}|00000000",
        "of type F64|{\"t\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}}|00000000",
        "shape|{\"t\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}|00000000",
        "shape|{\"t\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}|00000000",
        "shape|{\"t\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}|00000000",
        "shape|{\"t\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}|00000000",
        "at most|{\"t\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,4]}}|00000000",
        "at most|{\"t\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,1],\"data_offsets\":[0,4]}}|",
        "data_offsets|{\"t\":{\"dtype\":\"F32\",\"shape\":[1]}}|00000000",
        "data_offsets|{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}|00000000",
        "data_offsets|{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4.0]}}|00000000",
        "data_offsets|{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,18446744073709551615]}}|",
        "expected 4 bytes|{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}|00000000",
        "expected 4 bytes|{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}|0000000000000000",
        "start at byte 0|{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|0000000000000000",
        "4 bytes of numbers|{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|",
        "4 bytes of numbers|{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|0000000000",
        "0 bytes of numbers|{}|00",
        "Duplicate|{\"t\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},"
            + "\"t\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}|",
        "__metadata__|{\"__metadata__\":{\"a\":1}}|",
        "__metadata__|{\"__metadata__\":[\"a\"]}|",
      })
  void refusesHeadersThatAreNotWhatTheyShouldBe(String message, String header, String numbers) {
    byte[] file = file(header, numbers == null ? "" : numbers);
    DamagedFileException refused =
        assertThrows(DamagedFileException.class, () -> read(file, Precision.FLOAT32));
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }

  @Test
  void refusesTensorsThatOverlap() {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    assertThrows(
        DamagedFileException.class, () -> read(file(header, "0000803f"), Precision.FLOAT32));
  }

  @Test
  void refusesAHeaderThatIsNotUtf8() {
    byte[] file = smallFile();
    file[8 + SMALL_HEADER.indexOf('é')] = (byte) 0xFF;
    assertThrows(DamagedFileException.class, () -> read(file, Precision.FLOAT32));
  }

  @Test
  void refusesLengthsOfHeadersThatTheFileDoesNotHold() {
    for (long length : new long[] {-1, Long.MIN_VALUE, 0, 1, 200_000_000, Long.MAX_VALUE}) {
      byte[] file = smallFile();
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertThrows(DamagedFileException.class, () -> read(file, Precision.FLOAT32), "" + length);
      // Even where the file claims to be long enough, no more than 100 MB are taken for a header.
      assertThrows(
          DamagedFileException.class,
          () -> Safetensors.read(new ByteArrayInputStream(file), Long.MAX_VALUE, Precision.FLOAT32),
          "" + length);
    }
  }

  @Test
  void refusesFilesCutShortAtEveryLength() {
    byte[] file = smallFile();
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThrows(DamagedFileException.class, () -> read(cut, Precision.FLOAT32), "" + length);
      // The same where the file system still tells the old length.
      assertThrows(
          DamagedFileException.class,
          () -> Safetensors.read(new ByteArrayInputStream(cut), file.length, Precision.FLOAT32),
          "" + length);
    }
  }

  @Test
  void changedBytesAreRefusedOrGiveAsManyNumbers() throws IOException {
    byte[] file = smallFile();
    int refused = 0;
    for (int at = 0; at < file.length; at++) {
      for (int change = 1; change < 256; change++) {
        byte[] changed = file.clone();
        changed[at] ^= (byte) change;
        try {
          int numbers = 0;
          for (NamedTensor tensor : read(changed, Precision.FLOAT64)) {
            numbers += tensor.toDoubles().length;
          }
          assertEquals(3, numbers);
        } catch (DamagedFileException expected) {
          refused++;
        }
      }
    }
    // Only names, metadata, types of one size and the numbers themselves may change unseen.
    assertTrue(refused > 255 * 8 + 255 * 100, "refused only " + refused);
  }

  @Test
  void refusesToWriteNamesTwice() {
    NamedTensor tensor = smallTensors().get(0);
    assertThrows(
        IllegalArgumentException.class,
        () -> Safetensors.write(new ByteArrayOutputStream(), List.of(tensor, tensor), Map.of()));
    NamedTensor reserved = new NamedTensor("__metadata__", tensor.shape(), tensor.values());
    assertThrows(
        IllegalArgumentException.class,
        () -> Safetensors.write(new ByteArrayOutputStream(), List.of(reserved), Map.of()));
  }

  @Test
  void tensorsHaveAsManyNumbersAsTheirShapesSay() {
    FlatVector five = FlatVector.zeros(Precision.FLOAT32, 5);
    assertThrows(
        IllegalArgumentException.class, () -> new NamedTensor("t", new int[] {2, 3}, five));
    assertThrows(
        IllegalArgumentException.class, () -> new NamedTensor("t", new int[] {3}, five, 3));
    assertEquals(2, new NamedTensor("t", new int[] {2}, five, 3).count());
  }

  private static List<NamedTensor> smallTensors() {
    return List.of(
        new NamedTensor("0.weight", new int[] {1, 2}, FlatVector.of(Precision.FLOAT32, 1, -2.5)),
        new NamedTensor("x", new int[0], FlatVector.of(Precision.FLOAT64, 0.5)));
  }

  private static byte[] smallFile() {
    return file(SMALL_HEADER, SMALL_NUMBERS);
  }

  /** A file of this header, padded, and these numbers in hexadecimal digits. */
  private static byte[] file(String header, String numbers) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] data = HexFormat.of().parseHex(numbers);
    int padded = (text.length + 7) / 8 * 8;
    ByteBuffer file = ByteBuffer.allocate(8 + padded + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(padded).put(text);
    while (file.position() < 8 + padded) {
      file.put((byte) ' ');
    }
    return file.put(data).array();
  }

  private static List<NamedTensor> read(byte[] file, Precision precision) throws IOException {
    return Safetensors.read(new ByteArrayInputStream(file), file.length, precision);
  }
}
