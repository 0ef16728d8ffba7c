package org.sparkprop.driver.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real cluster on loopback, as {@code scripts/cluster} starts it: a master and its workers. */
public final class Cluster implements AutoCloseable {
  private final Path folder;
  private final List<String> conf = new ArrayList<>();
  private final String url;

  /**
   * Starts workers of one core each, on free ports, with all their files in {@code folder}.
   *
   * @param settings of Spark's, {@code key=value}, for master and workers and for {@link #options}
   */
  public Cluster(Path folder, int workers, String... settings)
      throws IOException, InterruptedException {
    this.folder = folder;
    for (String setting : settings) {
      conf.addAll(List.of("--conf", setting));
    }
    List<String> command =
        new ArrayList<>(
            List.of("scripts/cluster", "start", "--workers", Integer.toString(workers)));
    command.addAll(List.of("--memory", "1g", "--port", "0", "--dir", folder.toString()));
    command.addAll(conf);
    Processes.run(command.toArray(String[]::new));
    this.url = read("url");
  }

  /** The options that train on this cluster. */
  public List<String> options() {
    List<String> options = new ArrayList<>(conf);
    options.addAll(List.of("--master", url, "--executor-memory", "1g"));
    return options;
  }

  /** Kills a worker's executor, a process that this cluster's worker has started. */
  void killExecutorOf(int worker) {
    long pid = Long.parseLong(read("worker-" + worker + ".pid"));
    Optional<ProcessHandle> executor =
        ProcessHandle.of(pid).flatMap(handle -> handle.children().findFirst());
    executor
        .orElseThrow(() -> new IllegalStateException("worker " + worker + " has no executor"))
        .destroyForcibly();
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Processes.run("scripts/cluster", "stop", "--dir", folder.toString());
  }
}
