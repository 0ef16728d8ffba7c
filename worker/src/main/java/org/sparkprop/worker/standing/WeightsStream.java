package org.sparkprop.worker.standing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * All weights of a step, as a stream of the driver's. Spark's network layer hands streams to
 * whoever reaches the port, authentication or not, so that the name has a key in it that executors
 * know from their tasks.
 *
 * @param key of the driver's
 */
record WeightsStream(String key, long step) {
  private static final int KEY_BYTES = 16;

  /** A key that nobody guesses. */
  static String newKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  /** As it is asked for. */
  String name() {
    return key + "/" + step;
  }

  /** Reads a {@link #name}. */
  static WeightsStream of(String name) {
    String[] parts = name.split("/", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("expected KEY/STEP, got " + parts.length + " parts");
    }
    return new WeightsStream(parts[0], Long.parseLong(parts[1]));
  }

  /** Whether it was named by somebody who knows the key. */
  boolean isOpenedBy(String right) {
    return MessageDigest.isEqual(
        key.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }
}
