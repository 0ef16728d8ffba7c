package org.sparkprop.worker.shard;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.sparkprop.common.chunk.ChunkLayout;
import org.sparkprop.common.chunk.ShardWriter;

/** How a row's canonical bytes become the numbers that a shard file holds. Travels with tasks. */
public interface RowEncoding extends Serializable {
  /** What the encoded rows look like. */
  ChunkLayout layout();

  /** A coder of a part's rows for one thread. */
  RowCoder newCoder(Part part);

  /** Encodes row after row. Confined to one thread. */
  interface RowCoder {
    /** Appends a row to a file of the {@link #layout}. */
    void encode(ByteBuffer content, ShardWriter into) throws IOException;
  }
}
