package org.sparkprop.common.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One dense block of numbers off the heap, in row-major order, seen three ways without a copy: as
 * an ND4J array, as a buffer that Java reads and writes, and as the address that BLAS takes.
 *
 * <p>Why not bare {@code INDArray}s: an ND4J operation costs 5 to 20 µs before it does anything,
 * and a look at an array's memory some hundred nanoseconds; a training step on a small network is
 * hundreds of these. A tensor is made once, with all three views, and used for the whole run.
 *
 * <p>Not thread-safe. Memory belongs to the tensor that {@link #zeros} made; views of it die with
 * its {@link #close}.
 */
public final class Tensor implements AutoCloseable {
  /** So that vector instructions and cache lines never straddle. */
  private static final int ALIGNMENT = 64;

  private final INDArray array;
  private final Precision precision;
  private final int[] shape;
  private final int length;
  private final Pointer pointer;
  private final Memory memory;
  private final ByteBuffer bytes;
  private final FloatBuffer floats;
  private final DoubleBuffer doubles;

  /**
   * A block of native memory, freed by {@link Tensor#close}, or else when neither the tensor nor
   * any view of it is left. (An ND4J array's own memory is freed by the collector alone, whenever
   * that comes; its {@code close} only marks it.)
   */
  private record Memory(BytePointer block) {
    static Memory zeros(long size) {
      BytePointer block = new BytePointer(size + ALIGNMENT);
      Pointer.memset(block, 0, size + ALIGNMENT);
      return new Memory(block);
    }

    long aligned() {
      return (block.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
  }

  private Tensor(INDArray array, Pointer pointer, Memory memory, Precision precision, int[] shape) {
    this.array = array;
    this.precision = precision;
    this.shape = shape;
    this.length = Math.toIntExact(array.length());
    this.pointer = pointer;
    this.memory = memory;
    this.bytes = pointer.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    this.floats = precision == Precision.FLOAT32 ? bytes.asFloatBuffer() : null;
    this.doubles = precision == Precision.FLOAT64 ? bytes.asDoubleBuffer() : null;
  }

  /** Allocates a tensor of zeros; {@code shape} has at least one dimension, none of them zero. */
  public static Tensor zeros(Precision precision, int... shape) {
    long length = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    long size = length * precision.bytes();
    if (length < 1 || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "expected a tensor of 1 number to 2 GiB, got the shape " + Arrays.toString(shape));
    }
    Memory memory = Memory.zeros(size);
    Pointer pointer = pointerTo(memory.aligned(), (int) length, precision);
    DataBuffer buffer = Nd4j.createBuffer(pointer, length, precision.dataType());
    INDArray array = Nd4j.create(buffer, dimensions(shape), strides(shape), 0, 'c');
    return new Tensor(array, pointer, memory, precision, shape.clone());
  }

  /**
   * A tensor of another shape on this one's memory, from number {@code offset} on.
   *
   * @throws IllegalArgumentException where it would reach past the end
   */
  public Tensor view(int offset, int... viewShape) {
    long viewLength = Arrays.stream(viewShape).asLongStream().reduce(1, Math::multiplyExact);
    if (offset < 0 || viewLength < 1 || offset + viewLength > length) {
      throw new IllegalArgumentException(
          "expected a view inside "
              + length
              + " numbers, got the shape "
              + Arrays.toString(viewShape)
              + " from "
              + offset);
    }
    INDArray view =
        Nd4j.create(
            array.data(), dimensions(viewShape), strides(viewShape), array.offset() + offset, 'c');
    Pointer start =
        pointerTo(
            pointer.address() + (long) offset * precision.bytes(), (int) viewLength, precision);
    return new Tensor(view, start, memory, precision, viewShape.clone());
  }

  private static long[] dimensions(int[] shape) {
    return Arrays.stream(shape).asLongStream().toArray();
  }

  private static long[] strides(int[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= shape[d];
    }
    return strides;
  }

  private static Pointer pointerTo(long address, int length, Precision precision) {
    return switch (precision) {
      case FLOAT32 -> new AddressedFloats(address, length);
      case FLOAT64 -> new AddressedDoubles(address, length);
    };
  }

  /** The ND4J array on this memory. */
  public INDArray array() {
    return array;
  }

  public Precision precision() {
    return precision;
  }

  public int[] shape() {
    return shape.clone();
  }

  /** The first dimension. */
  public int rows() {
    return shape[0];
  }

  /** The product of all dimensions but the first. */
  public int columns() {
    return length / shape[0];
  }

  public int length() {
    return length;
  }

  /** The memory itself, little-endian; position and limit of the returned buffer are its own. */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The address of number {@code offset} as BLAS takes it in float32. */
  FloatPointer floatPointer(int offset) {
    return (FloatPointer) pointer(offset);
  }

  /** The address of number {@code offset} as BLAS takes it in float64. */
  DoublePointer doublePointer(int offset) {
    return (DoublePointer) pointer(offset);
  }

  private Pointer pointer(int offset) {
    return offset == 0
        ? pointer
        : pointerTo(
            pointer.address() + (long) offset * precision.bytes(), length - offset, precision);
  }

  /** The numbers as floats; only for {@link Precision#FLOAT32}. Use absolute positions. */
  FloatBuffer floats() {
    return floats;
  }

  /** The numbers as doubles; only for {@link Precision#FLOAT64}. Use absolute positions. */
  DoubleBuffer doubles() {
    return doubles;
  }

  public void fill(double value) {
    if (precision == Precision.FLOAT32) {
      float[] block = new float[Math.min(length, Elementwise.BLOCK)];
      Arrays.fill(block, (float) value);
      for (int from = 0; from < length; from += block.length) {
        floats.put(from, block, 0, Math.min(block.length, length - from));
      }
    } else {
      double[] block = new double[Math.min(length, Elementwise.BLOCK)];
      Arrays.fill(block, value);
      for (int from = 0; from < length; from += block.length) {
        doubles.put(from, block, 0, Math.min(block.length, length - from));
      }
    }
  }

  /** Makes {@code count} numbers from {@code from} on zeros. */
  public void clear(int from, int count) {
    long start = pointer.address() + (long) from * precision.bytes();
    Pointer.memset(pointerTo(start, count, precision), 0, (long) count * precision.bytes());
  }

  /** Overwrites this tensor with {@code source}, of the same length and precision. */
  public void copyFrom(Tensor source) {
    bytes.put(0, source.bytes, 0, checkedBytes(source.length));
  }

  /** Overwrites {@code count} bytes from byte {@code at} on with the start of {@code source}. */
  void copyBytes(Tensor source, int at, int count) {
    bytes.put(at, source.bytes, 0, count);
  }

  /** Overwrites this tensor with {@code source}, of the same length and precision. */
  public void copyFrom(FlatVector source) {
    checkedBytes(source.length());
    source.encodeTo(bytes());
  }

  /** Overwrites {@code into}, of the same length and precision, with this tensor. */
  public void copyTo(FlatVector into) {
    checkedBytes(into.length());
    into.decodeFrom(bytes());
  }

  private int checkedBytes(int sourceLength) {
    if (sourceLength != length) {
      throw new IllegalArgumentException("expected " + length + " numbers, got " + sourceLength);
    }
    return length * precision.bytes();
  }

  /** Reads {@code count} numbers from {@code from} on into the start of {@code into}. */
  public void read(int from, int count, double[] into) {
    if (precision == Precision.FLOAT64) {
      doubles.get(from, into, 0, count);
      return;
    }
    float[] block = Elementwise.spareFloats();
    for (int done = 0; done < count; done += block.length) {
      int length = Math.min(block.length, count - done);
      floats.get(from + done, block, 0, length);
      for (int i = 0; i < length; i++) {
        into[done + i] = block[i];
      }
    }
  }

  /** Overwrites {@code count} numbers from {@code from} on with the start of {@code values}. */
  public void write(int from, int count, double[] values) {
    if (precision == Precision.FLOAT64) {
      doubles.put(from, values, 0, count);
      return;
    }
    float[] block = Elementwise.spareFloats();
    for (int done = 0; done < count; done += block.length) {
      int length = Math.min(block.length, count - done);
      for (int i = 0; i < length; i++) {
        block[i] = (float) values[done + i];
      }
      floats.put(from + done, block, 0, length);
    }
  }

  /**
   * Reads {@code count} numbers from {@code from} on into {@code into} from {@code at} on; only for
   * {@link Precision#FLOAT32}.
   */
  public void read(int from, int count, float[] into, int at) {
    floats.get(from, into, at, count);
  }

  /**
   * Reads {@code count} numbers from {@code from} on into {@code into} from {@code at} on; only for
   * {@link Precision#FLOAT64}.
   */
  public void read(int from, int count, double[] into, int at) {
    doubles.get(from, into, at, count);
  }

  /**
   * Overwrites {@code count} numbers from {@code to} on with those of {@code values} from {@code
   * at} on; only for {@link Precision#FLOAT32}.
   */
  public void write(int to, int count, float[] values, int at) {
    floats.put(to, values, at, count);
  }

  /**
   * Overwrites {@code count} numbers from {@code to} on with those of {@code values} from {@code
   * at} on; only for {@link Precision#FLOAT64}.
   */
  public void write(int to, int count, double[] values, int at) {
    doubles.put(to, values, at, count);
  }

  /**
   * Overwrites {@code count} numbers from {@code to} on with those of {@code source}, of the same
   * precision, from {@code from} on.
   */
  public void copyFrom(Tensor source, int from, int to, int count) {
    int width = precision.bytes();
    bytes.put(to * width, source.bytes, from * width, count * width);
  }

  public double[] toDoubles() {
    double[] values = new double[length];
    read(0, length, values);
    return values;
  }

  /** Frees the memory, this tensor's and its views', now. Not for views. */
  @Override
  public void close() {
    memory.block().deallocate();
  }

  private static final class AddressedFloats extends FloatPointer {
    AddressedFloats(long address, long length) {
      super((Pointer) null);
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }

  private static final class AddressedDoubles extends DoublePointer {
    AddressedDoubles(long address, long length) {
      super((Pointer) null);
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }
}
