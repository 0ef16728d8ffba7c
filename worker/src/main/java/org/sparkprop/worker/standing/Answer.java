package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sparkprop.worker.evaluation.EvaluationTask.OfShard;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.round.Span;
import org.sparkprop.worker.round.SumRoom;

/** What tasks have made of an assignment. */
sealed interface Answer {
  /** Of a round. */
  record Gradient(RoundReport report) implements Answer {
    @Override
    public long mostBytes(Span ofEachVector) {
      return 1 + report.mostBytes(ofEachVector);
    }

    @Override
    public void encodeTo(ByteBuffer bytes, Span ofEachVector) {
      report.encodeTo(bytes.put(GRADIENT), ofEachVector);
    }
  }

  /** Of an evaluation. */
  record Measures(List<OfShard> shards) implements Answer {
    @Override
    public long mostBytes(Span ofEachVector) {
      long size = 1 + Integer.BYTES;
      for (OfShard shard : shards) {
        size += 2 * Integer.BYTES + shard.evaluation().length;
      }
      return size;
    }

    @Override
    public void encodeTo(ByteBuffer bytes, Span ofEachVector) {
      bytes.put(MEASURES).putInt(shards.size());
      for (OfShard shard : shards) {
        bytes.putInt(shard.shard()).putInt(shard.evaluation().length).put(shard.evaluation());
      }
    }
  }

  /** The kinds, as the first byte says them. */
  byte GRADIENT = 0;

  byte MEASURES = 1;

  /** More than this {@link #encodeTo} never writes. */
  long mostBytes(Span ofEachVector);

  /** Writes at the buffer's position; of sums a range of each vector. */
  void encodeTo(ByteBuffer bytes, Span ofEachVector);

  /** Reads what {@link #encodeTo} wrote, from the position of a little-endian buffer on. */
  static Answer decode(ByteBuffer bytes, SumRoom room) {
    if (bytes.get() == GRADIENT) {
      return new Gradient(RoundReport.decode(bytes, room));
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
