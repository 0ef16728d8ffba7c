package org.sparkprop.driver.ingest;

import java.util.HexFormat;

/**
 * The rows of a part.
 *
 * @param hash of their contents, 128 bits: both halves of the rows' own hashes, summed modulo 2⁶⁴
 */
public record PartContent(long rows, String hash) {
  static PartContent of(long rows, long splitSum, long orderSum) {
    HexFormat hex = HexFormat.of();
    return new PartContent(rows, hex.toHexDigits(splitSum) + hex.toHexDigits(orderSum));
  }
}
