package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.round.RoundReport;

/**
 * What the tasks of one executor say to the driver when all of them have done their round.
 *
 * @param attempt of the stage: when a task is lost, all begin again under the next number
 * @param lastRound the round that they did last; 0 for none
 * @param report of that round, the first time that it is told
 */
record Request(int attempt, long lastRound, Optional<RoundReport> report) {

  ByteBuffer encode() {
    byte[] encoded = report.map(RoundReport::encode).orElse(new byte[0]);
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES + Long.BYTES + encoded.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putInt(attempt).putLong(lastRound).put(encoded).flip();
  }

  static Request decode(ByteBuffer encoded, Precision precision) {
    ByteBuffer bytes = encoded.order(ByteOrder.LITTLE_ENDIAN);
    int attempt = bytes.getInt();
    long lastRound = bytes.getLong();
    if (!bytes.hasRemaining()) {
      return new Request(attempt, lastRound, Optional.empty());
    }
    byte[] report = new byte[bytes.remaining()];
    bytes.get(report);
    return new Request(attempt, lastRound, Optional.of(RoundReport.decode(report, precision)));
  }
}
