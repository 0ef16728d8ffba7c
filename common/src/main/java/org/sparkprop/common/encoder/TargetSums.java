package org.sparkprop.common.encoder;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Map;
import java.util.TreeMap;
import org.sparkprop.common.row.RawRow;

/**
 * How many rows there are, and the sum of their labels: for each class the rows that have it, or
 * for the number of each label column, by its index, the sum. Exact, so that no order matters.
 *
 * <p>Mutable; one thread at a time.
 */
final class TargetSums {
  private static final MathContext DIGITS = new MathContext(60);

  private final TreeMap<String, BigDecimal> sums = new TreeMap<>();
  private long rows;

  void add(RawRow row) {
    rows++;
    if (row.label() != null) {
      sums.merge(row.label(), BigDecimal.ONE, BigDecimal::add);
    }
    for (int i = 0; i < row.targets().length; i++) {
      sums.merge(Integer.toString(i), new BigDecimal(row.targets()[i]), BigDecimal::add);
    }
  }

  void add(TargetSums other) {
    rows += other.rows;
    other.sums.forEach((key, sum) -> sums.merge(key, sum, BigDecimal::add));
  }

  /** The mean of one class or number, as if there were further rows that have {@code prior}. */
  double mean(String key, double prior, long priorRows) {
    if (rows + priorRows == 0) {
      return 0;
    }
    BigDecimal more = new BigDecimal(prior).multiply(BigDecimal.valueOf(priorRows));
    return sums.getOrDefault(key, BigDecimal.ZERO)
        .add(more)
        .divide(BigDecimal.valueOf(rows + priorRows), DIGITS)
        .doubleValue();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(rows);
    out.writeInt(sums.size());
    for (Map.Entry<String, BigDecimal> sum : sums.entrySet()) {
      TargetStatistics.writeText(out, sum.getKey());
      byte[] digits = sum.getValue().unscaledValue().toByteArray();
      out.writeInt(digits.length);
      out.write(digits);
      out.writeInt(sum.getValue().scale());
    }
  }

  static TargetSums read(DataInputStream in) throws IOException {
    TargetSums read = new TargetSums();
    read.rows = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      String key = TargetStatistics.readText(in);
      byte[] digits = in.readNBytes(in.readInt());
      read.sums.put(key, new BigDecimal(new BigInteger(digits), in.readInt()));
    }
    return read;
  }
}
