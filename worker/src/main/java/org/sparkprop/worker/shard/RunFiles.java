package org.sparkprop.worker.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;
import org.sparkprop.common.chunk.ShardFile;
import org.sparkprop.common.chunk.ShardStorage;
import org.sparkprop.worker.runtime.SparkVersions;
import scala.Option;

/**
 * This executor's shard files, by run: in a folder under Spark's own local directories, which go
 * away with the application; a run's files go when the run ends.
 */
public final class RunFiles {
  private static final ConcurrentHashMap<String, RunFiles> RUNS = new ConcurrentHashMap<>();

  private final Path folder;
  private final ConcurrentHashMap<String, ShardFile> open = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<String, Lock> locks = new ConcurrentHashMap<>();

  private RunFiles(Path folder) {
    this.folder = folder;
  }

  /** The files of a run on this executor. */
  public static RunFiles of(String run) {
    return RUNS.computeIfAbsent(run, RunFiles::create);
  }

  private static RunFiles create(String run) {
    String root = SparkVersions.localDirectory();
    return new RunFiles(Utils.createTempDir(root, "sparkprop-" + run).toPath());
  }

  /** Shard files are encrypted where Spark encrypts what it writes, with its key. */
  public static ShardStorage storage() {
    Option<byte[]> key = SparkEnv.get().securityManager().getIOEncryptionKey();
    return key.isEmpty() ? ShardStorage.PLAIN : ShardStorage.encrypted(key.get());
  }

  /** The path of a file of the run. */
  Path path(String name) {
    return folder.resolve(name);
  }

  /** An open shard, or null if this executor has not built it. */
  ShardFile get(String name) {
    return open.get(name);
  }

  /** What a task holds while it looks for a file and builds it. */
  Lock lock(String name) {
    return locks.computeIfAbsent(name, of -> new ReentrantLock());
  }

  /**
   * Keeps an open shard, in the place of one that was damaged, which other tasks may still read.
   */
  void put(String name, ShardFile file) {
    ShardFile before = open.put(name, file);
    if (before != null) {
      ReadAhead.forget(before);
    }
  }

  /** Names of the shards that this executor has. */
  public List<String> names() {
    return open.keySet().stream().sorted().toList();
  }

  /** Closes and deletes a run's files on this executor. */
  public static void delete(String run) throws IOException {
    RunFiles files = RUNS.remove(run);
    if (files == null) {
      return;
    }
    for (ShardFile file : files.open.values()) {
      ReadAhead.forget(file);
      file.close();
    }
    try (Stream<Path> all = Files.walk(files.folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
