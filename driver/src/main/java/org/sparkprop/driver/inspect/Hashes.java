package org.sparkprop.driver.inspect;

import java.nio.charset.StandardCharsets;
import org.sparkprop.worker.shard.ContentHash;

/** Numbers that stand for values; two texts share one as good as never. */
final class Hashes {
  private Hashes() {}

  static long of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ContentHash.of(bytes, 0, bytes.length).forSplit();
  }

  /** Its bits; those of both zeros are the same. */
  static long of(double number) {
    return Double.doubleToLongBits(number + 0.0);
  }
}
