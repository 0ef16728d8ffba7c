package org.sparkprop.worker.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.chunk.ChunkLayout;
import org.sparkprop.common.chunk.ShardFile;
import org.sparkprop.common.chunk.ShardWriter;
import org.sparkprop.common.vector.Precision;

class ReadAheadTest {
  private static final ChunkLayout LAYOUT = ChunkLayout.ofNumbers(Precision.FLOAT32, 3, 1);
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;

  private ShardFile file() throws IOException {
    Path path = folder.resolve("shard");
    try (ShardWriter writer = new ShardWriter(path, LAYOUT)) {
      writer.add(new double[] {1, 2, 3}, new double[] {0}, 1);
      writer.finish();
    }
    return new ShardFile(path, LAYOUT);
  }

  @Test
  void nothingIsFetchedWhileReadsAreFast() throws IOException {
    try (ShardFile file = file()) {
      AtomicInteger asked = new AtomicInteger();
      ReadAhead.wasRead(file, 2 * SECOND, SECOND);
      ReadAhead.wasRead(file, 1, 1000);
      ReadAhead.begin(file, () -> new int[asked.incrementAndGet()]);
      assertEquals(0, asked.get());
    }
  }

  @Test
  void theNextSliceIsFetchedAfterASlowRead() throws IOException {
    try (ShardFile file = file()) {
      AtomicInteger asked = new AtomicInteger();
      ReadAhead.wasRead(file, SECOND / 10, SECOND);
      ReadAhead.begin(file, () -> new int[asked.getAndIncrement()]);
      assertEquals(1, asked.get());
      ReadAhead.forget(file);
      ReadAhead.begin(file, () -> new int[asked.getAndIncrement()]);
      assertEquals(1, asked.get());
    }
  }

  @Test
  void aFailedFetchIsNotARunsFailure() throws Exception {
    ShardFile file = file();
    ReadAhead.wasRead(file, 0, SECOND);
    file.close();
    CountDownLatch asked = new CountDownLatch(1);
    ReadAhead.begin(
        file,
        () -> {
          asked.countDown();
          return new int[1];
        });
    assertTrue(asked.await(1, TimeUnit.SECONDS));
    // The failed fetch makes the file forgotten: in the end no further slice is asked for.
    AtomicInteger again = new AtomicInteger();
    for (int i = 0; i < 1000; i++) {
      again.set(0);
      ReadAhead.begin(file, () -> new int[again.incrementAndGet()]);
      if (again.get() == 0) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    throw new AssertionError("the file is still read ahead");
  }
}
