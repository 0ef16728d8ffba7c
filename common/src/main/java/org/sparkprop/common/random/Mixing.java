package org.sparkprop.common.random;

/** Bijective mixing of 64-bit words. */
public final class Mixing {
  private Mixing() {}

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014) after one step of its counter. */
  public static long mix64(long z) {
    z += 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
