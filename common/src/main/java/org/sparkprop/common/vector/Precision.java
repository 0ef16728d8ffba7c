package org.sparkprop.common.vector;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The floating-point type in which a run keeps weights, gradients, activations and encoded rows.
 */
public enum Precision {
  FLOAT32(Float.BYTES, DataType.FLOAT),
  FLOAT64(Double.BYTES, DataType.DOUBLE);

  private final int bytes;
  private final DataType dataType;

  Precision(int bytes, DataType dataType) {
    this.bytes = bytes;
    this.dataType = dataType;
  }

  /** Bytes that one number takes. */
  public int bytes() {
    return bytes;
  }

  /** Writes a number at the buffer's position, in the buffer's order. */
  public void put(ByteBuffer bytes, double value) {
    if (this == FLOAT32) {
      bytes.putFloat((float) value);
    } else {
      bytes.putDouble(value);
    }
  }

  /** Reads what {@link #put} wrote. */
  public double get(ByteBuffer bytes) {
    return this == FLOAT32 ? bytes.getFloat() : bytes.getDouble();
  }

  /** Reads a number that stands {@code at} so many bytes; the position stays. */
  public double get(ByteBuffer bytes, int at) {
    return this == FLOAT32 ? bytes.getFloat(at) : bytes.getDouble(at);
  }

  /** The type of ND4J tensors in this precision. */
  public DataType dataType() {
    return dataType;
  }
}
