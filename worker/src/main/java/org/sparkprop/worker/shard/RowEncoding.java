package org.sparkprop.worker.shard;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.sparkprop.common.chunk.ChunkLayout;

/** How a row's canonical bytes become the numbers that a shard file holds. Travels with tasks. */
public interface RowEncoding extends Serializable {
  /** What the encoded rows look like. */
  ChunkLayout layout();

  /** A coder of a part's rows for one thread. */
  RowCoder newCoder(Part part);

  /** Encodes row after row into its own arrays. Confined to one thread. */
  interface RowCoder {
    /** Encodes a row and returns its weight; the arrays hold it until the next. */
    double encode(ByteBuffer content);

    double[] features();

    double[] targets();
  }
}
