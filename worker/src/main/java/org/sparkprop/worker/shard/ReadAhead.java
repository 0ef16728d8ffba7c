package org.sparkprop.worker.shard;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.sparkprop.common.chunk.ShardFile;

/**
 * Has the operating system bring in a shard's next slice while the present one computes, where
 * shards are not in its page cache: a thread of the executor's own reads the rows and throws them
 * away. What a task computes on it reads by itself, so nothing depends on this but time. Where
 * files are at hand, reading again would only cost; so it begins when a read was slow, and ends
 * when a read ahead was fast.
 */
public final class ReadAhead {
  /** Slower than this a disk was waited for; copying from the page cache is ten times as fast. */
  private static final double SLOW_BYTES_PER_NANO = 0.4;

  /** Reads that take no longer are not worth a thought. */
  private static final long SHORT_NANOS = 1_000_000;

  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "sparkprop-read-ahead");
            thread.setDaemon(true);
            return thread;
          });

  /** Files that are slow to read, each with what is or was last fetched of it. */
  private static final Map<ShardFile, CompletableFuture<Void>> SLOW = new ConcurrentHashMap<>();

  private ReadAhead() {}

  /**
   * A task begins to read a slice of this file; if its last one was slow, the next slice is fetched
   * meanwhile.
   *
   * @param nextSlice the rows of the next slice, ascending; asked for only where they are fetched
   */
  public static void begin(ShardFile file, Supplier<int[]> nextSlice) {
    CompletableFuture<Void> last = SLOW.get(file);
    if (last != null && last.isDone()) {
      int[] rows = nextSlice.get();
      SLOW.put(file, CompletableFuture.runAsync(() -> warm(file, rows), THREAD));
    }
  }

  /** A task has read so many bytes of this file in that time. */
  public static void wasRead(ShardFile file, long bytes, long nanos) {
    if (isSlow(bytes, nanos)) {
      SLOW.putIfAbsent(file, CompletableFuture.completedFuture(null));
    }
  }

  private static void warm(ShardFile file, int[] rows) {
    long started = System.nanoTime();
    try {
      long bytes = file.warm(rows);
      if (!isSlow(bytes, System.nanoTime() - started)) {
        SLOW.remove(file);
      }
    } catch (IOException e) {
      // Whoever wants the rows will meet the same failure, and can say whose they are.
      SLOW.remove(file);
    }
  }

  private static boolean isSlow(long bytes, long nanos) {
    return nanos > SHORT_NANOS && bytes < SLOW_BYTES_PER_NANO * nanos;
  }

  /** Forgets a file that is about to be closed. */
  static void forget(ShardFile file) {
    SLOW.remove(file);
  }
}
