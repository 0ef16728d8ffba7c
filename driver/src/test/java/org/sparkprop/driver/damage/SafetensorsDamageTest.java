package org.sparkprop.driver.damage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.sparkprop.common.model.DamagedFileException;
import org.sparkprop.common.model.NamedTensor;
import org.sparkprop.common.model.Safetensors;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Weights that were damaged in any way are refused, or are as many numbers as their file has. */
class SafetensorsDamageTest {
  private static final int TRIES = 100_000;

  /** Buffers of 64 KiB and their numbers a tensor; a damaged header may name a few more. */
  private static final long MOST_BYTES = 4 << 20;

  private static final byte[] WHOLE = whole();

  private static byte[] whole() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Safetensors.write(
          out,
          List.of(
              new NamedTensor(
                  "0.weight", new int[] {3, 4}, FlatVector.zeros(Precision.FLOAT32, 12)),
              new NamedTensor("0.bias", new int[] {4}, FlatVector.zeros(Precision.FLOAT64, 4))),
          Map.of("format", "test"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  @Provide
  Arbitrary<Damage> damage() {
    return Damage.any();
  }

  @Property(tries = TRIES, seed = "20261129")
  void readOrRefused(@ForAll("damage") Damage damage) throws Exception {
    byte[] bytes = damage.to(WHOLE);
    long allocated = Allocated.bytes(() -> read(bytes));
    assertTrue(allocated < MOST_BYTES, () -> allocated + " bytes for a file of " + bytes.length);
  }

  /** How many numbers there are; −1 where the file is refused. */
  private static int read(byte[] bytes) throws IOException {
    try {
      int numbers = 0;
      for (NamedTensor tensor :
          Safetensors.read(new ByteArrayInputStream(bytes), bytes.length, Precision.FLOAT64)) {
        numbers += tensor.count();
      }
      assertTrue(2L * numbers <= bytes.length, numbers + " numbers of " + bytes.length + " bytes");
      return numbers;
    } catch (DamagedFileException e) {
      assertFalse(e.getMessage().isBlank());
      return -1;
    }
  }
}
