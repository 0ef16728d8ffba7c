package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.sparkprop.worker.evaluation.EvaluationTask.OfShard;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.RoundReport;

/** What tasks have made of an assignment. */
sealed interface Answer {
  /** Of a round; on the wire with the first piece of each vector. */
  record Gradient(RoundReport report) implements Answer {
    @Override
    public byte[] encode() {
      byte[] encoded = report.encode();
      return buffer(encoded.length).put(GRADIENT).put(encoded).array();
    }
  }

  /** Of an evaluation. */
  record Measures(List<OfShard> shards) implements Answer {
    @Override
    public byte[] encode() {
      int size = Integer.BYTES;
      for (OfShard shard : shards) {
        size += 2 * Integer.BYTES + shard.evaluation().length;
      }
      ByteBuffer bytes = buffer(size).put(MEASURES).putInt(shards.size());
      for (OfShard shard : shards) {
        bytes.putInt(shard.shard()).putInt(shard.evaluation().length).put(shard.evaluation());
      }
      return bytes.array();
    }
  }

  /** The kinds, as the first byte says them. */
  byte GRADIENT = 0;

  byte MEASURES = 1;

  byte[] encode();

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(1 + size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads what {@link #encode} wrote, from the position of a little-endian buffer on. */
  static Answer decode(ByteBuffer bytes, Merging merging) {
    if (bytes.get() == GRADIENT) {
      return new Gradient(RoundReport.decode(bytes, merging));
    }
    List<OfShard> shards = new ArrayList<>();
    for (int left = bytes.getInt(); left > 0; left--) {
      int shard = bytes.getInt();
      byte[] evaluation = new byte[bytes.getInt()];
      bytes.get(evaluation);
      shards.add(new OfShard(shard, evaluation));
    }
    return new Measures(shards);
  }
}
