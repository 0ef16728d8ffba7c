package org.sparkprop.common.model;

import java.nio.ByteBuffer;

/** The types of numbers that safetensors files name; those without fractions are not read. */
enum TensorType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  F8_E4M3(1),
  F8_E5M2(1),
  I64(8),
  U64(8),
  I32(4),
  U32(4),
  I16(2),
  U16(2),
  I8(1),
  U8(1),
  BOOL(1);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  boolean isReadable() {
    return compareTo(BF16) <= 0;
  }

  /** The next number of a little-endian buffer. */
  double next(ByteBuffer buffer) {
    return switch (this) {
      case F64 -> buffer.getDouble();
      case F32 -> buffer.getFloat();
      case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
      case F16 -> half(buffer.getShort());
      default -> throw new IllegalStateException("expected a type that is read, got " + this);
    };
  }

  /** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
  private static double half(short bits) {
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    double sign = bits < 0 ? -1 : 1;
    if (exponent == 0) {
      return sign * fraction * 0x1p-24;
    }
    if (exponent == 31) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return sign * Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
  }
}
