package org.sparkprop.driver.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Looks twice a second at an application's processes and at what lies on its executors' local
 * disks, and keeps the greatest of each.
 */
final class Watched implements AutoCloseable {
  private static final long MILLIS = 500;
  private static final ResidentMemory NOTHING = new ResidentMemory(0, 0);

  private final long driver;
  private final List<Long> workers;
  private final Path cluster;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread thread = new Thread(this::watch, "watched");
  private volatile ResidentMemory ofDriver = NOTHING;
  private volatile ResidentMemory ofExecutor = NOTHING;
  private volatile long disk;

  /**
   * Begins.
   *
   * @param driver its process
   * @param cluster the folder of {@code scripts/cluster}; executors are its workers' children
   */
  Watched(long driver, Path cluster) throws IOException {
    this.driver = driver;
    this.cluster = cluster;
    try (Stream<Path> files = Files.list(cluster)) {
      this.workers =
          files
              .filter(file -> file.getFileName().toString().matches("worker-[0-9]+\\.pid"))
              .map(file -> Long.parseLong(Place.textOf(file)))
              .toList();
    }
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    while (!ended.get()) {
      look();
      try {
        Thread.sleep(MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look() {
    ofDriver = ResidentMemory.of(driver).map(ofDriver::max).orElse(ofDriver);
    for (long worker : workers) {
      for (ProcessHandle executor :
          ProcessHandle.of(worker).map(ProcessHandle::children).orElse(Stream.empty()).toList()) {
        ofExecutor = ResidentMemory.of(executor.pid()).map(ofExecutor::max).orElse(ofExecutor);
      }
    }
    disk = Math.max(disk, bytesOnDisk());
  }

  private long bytesOnDisk() {
    long bytes = 0;
    try (Stream<Path> folders = Files.list(cluster)) {
      for (Path folder :
          folders.filter(f -> f.getFileName().toString().startsWith("local-")).toList()) {
        bytes += bytesIn(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      // Files come and go meanwhile; the next look will tell.
    }
    return bytes;
  }

  private static long bytesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    }
  }

  ResidentMemory ofDriver() {
    return ofDriver;
  }

  /** Of the executor that held most. */
  ResidentMemory ofExecutor() {
    return ofExecutor;
  }

  /** Bytes on the local disks of all executors. */
  long disk() {
    return disk;
  }

  @Override
  public void close() throws InterruptedException {
    ended.set(true);
    thread.interrupt();
    thread.join();
  }
}
