package org.sparkprop.driver.damage;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** What may happen to a file's bytes: a few changes, one after another. */
public record Damage(List<Change> changes) {
  private static final int MOST_CHANGES = 4;
  private static final int LONGEST = 40;

  /** Values that tend to break readers: ends of ranges, signs, digits and brackets. */
  private static final int[] VALUES = {0, 1, 0x7f, 0x80, 0xff, '9', '-', '{', ']', '"', ',', 'e'};

  private enum Kind {
    FLIP_BIT,
    FILL,
    CUT,
    LEAVE_OUT,
    REPEAT
  }

  /**
   * One change.
   *
   * @param where in the file, from 0 to 1; more often near its start, where headers are
   * @param length of the bytes that change
   * @param value a bit's number or a byte
   */
  private record Change(Kind kind, double where, int length, int value) {
    byte[] of(byte[] bytes) {
      if (bytes.length == 0) {
        return bytes;
      }
      int at = (int) Math.min(bytes.length - 1, where * where * bytes.length);
      int end = Math.min(bytes.length, at + length);
      byte[] changed = bytes.clone();
      switch (kind) {
        case FLIP_BIT -> changed[at] ^= (byte) (1 << value % 8);
        case FILL -> Arrays.fill(changed, at, end, (byte) VALUES[value % VALUES.length]);
        case CUT -> changed = Arrays.copyOf(bytes, at);
        case LEAVE_OUT -> changed = joined(bytes, at, end);
        case REPEAT -> changed = joined(bytes, end, at);
      }
      return changed;
    }

    /** Bytes up to {@code to}, and those from {@code from} on behind them. */
    private static byte[] joined(byte[] bytes, int to, int from) {
      byte[] joined = Arrays.copyOf(bytes, to + bytes.length - from);
      System.arraycopy(bytes, from, joined, to, bytes.length - from);
      return joined;
    }
  }

  /** Any damage. */
  public static Arbitrary<Damage> any() {
    return Combinators.combine(
            Arbitraries.of(Kind.values()),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers().between(1, LONGEST),
            Arbitraries.integers().between(0, 255))
        .as(Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(MOST_CHANGES)
        .map(Damage::new);
  }

  /** The bytes of a whole file after it. */
  public byte[] to(byte[] whole) {
    byte[] bytes = whole;
    for (Change change : changes) {
      bytes = change.of(bytes);
    }
    return bytes;
  }
}
