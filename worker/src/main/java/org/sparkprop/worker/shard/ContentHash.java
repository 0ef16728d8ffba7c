package org.sparkprop.worker.shard;

import org.apache.commons.codec.digest.MurmurHash3;

/**
 * 128 bits of a row's canonical bytes (MurmurHash3 x64). Rows with the same content have the same
 * hash, whatever file or partition they come from, and everything that must not depend on those,
 * the order of rows and the split into parts, is a function of it.
 */
public record ContentHash(long forSplit, long forOrder) {
  public static ContentHash of(byte[] content, int offset, int length) {
    long[] words = MurmurHash3.hash128x64(content, offset, length, 0);
    return new ContentHash(words[0], words[1]);
  }
}
