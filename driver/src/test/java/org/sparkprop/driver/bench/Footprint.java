package org.sparkprop.driver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.status.JobDataWrapper;
import org.apache.spark.status.StageDataWrapper;
import org.apache.spark.status.TaskDataWrapper;
import org.apache.spark.storage.BlockId;
import org.apache.spark.util.kvstore.KVStore;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What this process, a driver in local mode, holds just now.
 *
 * @param heapMiB after a collection
 * @param offHeapMiB the process's own resident memory but for the heap
 * @param threads of the whole process
 * @param openFiles descriptors, sockets and pipes included
 * @param blocks of Spark's block manager, broadcasts included
 * @param broadcasts blocks of broadcasts among them
 * @param listenerEntries jobs, stages and tasks that Spark's status listener remembers; it forgets
 *     the oldest beyond a number that is set
 * @param diskMiB under Spark's local directories and under the run's own folder
 */
public record Footprint(
    double heapMiB,
    double offHeapMiB,
    int threads,
    int openFiles,
    int blocks,
    int broadcasts,
    long listenerEntries,
    double diskMiB) {
  private static final double MIB = 1 << 20;
  private static final int COLLECTIONS = 3;
  private static final int MOST_COLLECTIONS = 50;
  private static final long COLLECTION_MILLIS = 300;

  /** The columns of {@link #line}. */
  static final String HEADER =
      "heap-mib,off-heap-mib,threads,open-files,blocks,broadcasts,listener-entries,disk-mib";

  /** Looks, after garbage has been collected and what hung on it has been let go. */
  public static Footprint now(SparkContext context, Path run) throws IOException {
    // Broadcasts that have been given up go one after the other.
    int alike = 0;
    int last = -1;
    for (int i = 0; i < MOST_COLLECTIONS && alike < COLLECTIONS; i++) {
      System.gc();
      pause();
      int blocks = SparkEnv.get().blockManager().blockInfoManager().size();
      alike = blocks == last ? alike + 1 : 1;
      last = blocks;
    }
    Runtime runtime = Runtime.getRuntime();
    List<BlockId> all = new ArrayList<>();
    CollectionConverters.asJava(SparkEnv.get().blockManager().blockInfoManager().entries())
        .forEachRemaining(entry -> all.add(entry._1()));
    List<Path> folders =
        new ArrayList<>(
            Arrays.stream(SparkEnv.get().blockManager().diskBlockManager().localDirs())
                .map(java.io.File::toPath)
                .toList());
    folders.add(run);
    double disk = 0;
    for (Path folder : folders) {
      disk += bytes(folder);
    }
    return new Footprint(
        (runtime.totalMemory() - runtime.freeMemory()) / MIB,
        (status("RssAnon") * 1024 - runtime.totalMemory()) / MIB,
        (int) status("Threads"),
        descriptors(),
        all.size(),
        (int) all.stream().filter(BlockId::isBroadcast).count(),
        listenerEntries(context),
        disk / MIB);
  }

  private static void pause() {
    try {
      Thread.sleep(COLLECTION_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double status(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(key + ":"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static int descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      // The list itself is one.
      return (int) open.count() - 1;
    }
  }

  private static long listenerEntries(SparkContext context) {
    KVStore store = context.statusStore().store();
    try {
      return store.count(JobDataWrapper.class)
          + store.count(StageDataWrapper.class)
          + store.count(TaskDataWrapper.class);
    } catch (Exception e) {
      throw new IllegalStateException("Spark's status store cannot be counted", e);
    }
  }

  private static long bytes(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    long bytes = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        try {
          bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
        } catch (NoSuchFileException e) {
          // Gone meanwhile.
        }
      }
    }
    return bytes;
  }

  /** All figures as a line of CSV. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%.1f,%.1f,%d,%d,%d,%d,%d,%.2f",
        heapMiB,
        offHeapMiB,
        threads,
        openFiles,
        blocks,
        broadcasts,
        listenerEntries,
        diskMiB);
  }
}
