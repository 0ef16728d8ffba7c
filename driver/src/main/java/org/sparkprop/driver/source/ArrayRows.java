package org.sparkprop.driver.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Some rows of {@linkplain ArrayFile files of arrays}, one after another. What cannot be read any
 * more, as of a compressed file that is cut short, is a row with a complaint for each row.
 */
final class ArrayRows implements Iterator<Row> {
  private static final int BUFFER_BYTES = 1 << 18;

  private final List<ArrayFile> files;
  private final List<InputStream> streams = new ArrayList<>();
  private final List<ByteBuffer> buffers = new ArrayList<>();
  private final long end;
  private long next;
  private String damaged = "";
  private String complaint = "";

  /** The rows from {@code from} up to but not {@code end}. */
  ArrayRows(List<ArrayFile> files, long from, long end, Configuration hadoop) throws IOException {
    this.files = files;
    this.next = from;
    this.end = end;
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> close());
    }
    for (ArrayFile file : files) {
      InputStream raw =
          SourceFiles.openAt(file.path(), hadoop, file.headerBytes() + from * file.rowBytes());
      streams.add(new BufferedInputStream(raw, BUFFER_BYTES));
      buffers.add(ByteBuffer.allocate(file.rowBytes()).order(file.order()));
    }
  }

  /** Closes the files; a task does so by itself when it ends. */
  void close() {
    for (InputStream stream : streams) {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public boolean hasNext() {
    return next < end;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    long row = next++;
    Object[] cells = new Object[files.size() + 3];
    for (int i = 0; i < files.size() && damaged.isEmpty(); i++) {
      cells[i] = cell(i, row);
    }
    if (!damaged.isEmpty()) {
      cells[files.size()] = "row " + (row + 1);
      cells[files.size() + 1] = "row %,d cannot be read: %s".formatted(row + 1, complaint);
    }
    cells[files.size() + 2] = damaged.isEmpty() ? files.get(0).path() : damaged;
    return RowFactory.create(cells);
  }

  private Object cell(int i, long row) {
    ArrayFile file = files.get(i);
    byte[] bytes = buffers.get(i).array();
    try {
      if (streams.get(i).readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException("the file ends before it");
      }
      if (row + 1 == file.rows() && streams.get(i).read() >= 0) {
        throw new IOException(
            "there is more behind it, although its header says that it is the last");
      }
    } catch (IOException e) {
      damaged = file.path();
      complaint = String.valueOf(e.getMessage());
      return null;
    }
    return file.type().cell(buffers.get(i).clear(), file.isArray());
  }
}
