package org.sparkprop.common.chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The start of a shard file.
 *
 * @param rows of the file
 * @param end where the rows end
 */
record ShardHeader(int rows, long end) {
  private static final int CHECKSUM_AT = ChunkLayout.HEADER_BYTES - Integer.BYTES;

  /** The header's bytes. */
  static ByteBuffer of(ChunkLayout layout, int rows, long end) {
    ByteBuffer header =
        ByteBuffer.allocate(ChunkLayout.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(ShardWriter.MAGIC);
    header.putInt(layout.precision().bytes());
    header.putInt(layout.form().ordinal());
    header.putInt(layout.features());
    header.putInt(layout.targets());
    header.putInt(rows);
    header.putLong(end);
    header.putInt(CHECKSUM_AT, checksum(header));
    return header.position(0);
  }

  /** Reads a header; nothing where it is none of this layout. */
  static Optional<ShardHeader> read(ByteBuffer header, ChunkLayout layout) {
    boolean matches =
        header.getLong() == ShardWriter.MAGIC
            && header.getInt() == layout.precision().bytes()
            && header.getInt() == layout.form().ordinal()
            && header.getInt() == layout.features()
            && header.getInt() == layout.targets();
    int rows = header.getInt();
    long end = header.getLong();
    boolean possible = rows >= 0 && end >= ChunkLayout.HEADER_BYTES;
    return matches && possible && header.getInt(CHECKSUM_AT) == checksum(header)
        ? Optional.of(new ShardHeader(rows, end))
        : Optional.empty();
  }

  private static int checksum(ByteBuffer header) {
    CRC32C checksum = new CRC32C();
    checksum.update(header.array(), 0, CHECKSUM_AT);
    return (int) checksum.getValue();
  }

  /** How long the file is. */
  long fileBytes(ChunkLayout layout) {
    return layout.form() == StoredForm.ENTRIES
        ? end + (long) layout.chunks(rows) * Long.BYTES
        : ChunkLayout.HEADER_BYTES + (long) rows * layout.rowBytes();
  }
}
