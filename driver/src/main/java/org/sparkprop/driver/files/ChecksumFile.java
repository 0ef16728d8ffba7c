package org.sparkprop.driver.files;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The checksums of a folder's files in a file of their own, as {@code sha256sum -c} reads it. */
public final class ChecksumFile {
  public static final String NAME = "SHA256SUMS";

  /** None of this program's is longer. */
  public static final int MOST_BYTES = 4096;

  private ChecksumFile() {}

  /**
   * The file's bytes: a line for each file, in the map's order; there is no other way to write it.
   */
  public static byte[] of(Map<String, String> sumsByFile) {
    StringBuilder text = new StringBuilder();
    sumsByFile.forEach((file, sum) -> text.append(sum).append("  ").append(file).append('\n'));
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
