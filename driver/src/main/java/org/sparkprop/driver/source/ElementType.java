package org.sparkprop.driver.source;

import java.nio.ByteBuffer;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The types that numbers have in files of arrays. */
enum ElementType {
  UNSIGNED_BYTE(1),
  BYTE(1),
  SHORT(2),
  INT(4),
  LONG(8),
  FLOAT(4),
  DOUBLE(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  private boolean isWhole() {
    return this != FLOAT && this != DOUBLE;
  }

  /** Reads a number at the buffer's position. */
  private double read(ByteBuffer buffer) {
    return switch (this) {
      case UNSIGNED_BYTE -> buffer.get() & 0xff;
      case BYTE -> buffer.get();
      case SHORT -> buffer.getShort();
      case INT -> buffer.getInt();
      case LONG -> buffer.getLong();
      case FLOAT -> buffer.getFloat();
      case DOUBLE -> buffer.getDouble();
    };
  }

  /** The type of a table's column with a number, or with arrays of them. */
  DataType columnType(boolean array) {
    if (!array) {
      return isWhole() ? DataTypes.LongType : DataTypes.DoubleType;
    }
    return this == UNSIGNED_BYTE
        ? DataTypes.BinaryType
        : DataTypes.createArrayType(DataTypes.DoubleType, false);
  }

  /** A cell of such a column, of a row's bytes. */
  Object cell(ByteBuffer row, boolean array) {
    if (!array) {
      if (this == LONG) {
        return row.getLong();
      }
      if (isWhole()) {
        return (long) read(row);
      }
      return read(row);
    }
    if (this == UNSIGNED_BYTE) {
      byte[] cell = new byte[row.remaining()];
      row.get(cell);
      return cell;
    }
    double[] cell = new double[row.remaining() / bytes];
    for (int i = 0; i < cell.length; i++) {
      cell[i] = read(row);
    }
    return cell;
  }
}
