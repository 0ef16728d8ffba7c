package org.sparkprop.driver.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

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

  /** The master's address, as Spark writes it. */
  public String url() {
    return url;
  }

  /** The options that train on this cluster. */
  public List<String> options() {
    List<String> options = new ArrayList<>(conf);
    options.addAll(List.of("--master", url, "--executor-memory", "1g"));
    return options;
  }

  /**
   * A worker's executor, a process that this cluster's worker has started, if it has one now: the
   * newest, since one of an application before may still be about to end.
   */
  public Optional<ProcessHandle> executorOf(int worker) {
    return ProcessHandle.of(Long.parseLong(read("worker-" + worker + ".pid")))
        .flatMap(
            handle ->
                handle
                    .children()
                    .filter(ProcessHandle::isAlive)
                    .max(
                        Comparator.comparing(
                            child -> child.info().startInstant().orElse(Instant.MIN))));
  }

  void killExecutorOf(int worker) {
    executorOf(worker)
        .orElseThrow(() -> new IllegalStateException("worker " + worker + " has no executor"))
        .destroyForcibly();
  }

  /** Asks a worker to leave, as before its machine is turned off: it takes no more tasks. */
  void askToLeave(int worker) {
    ProcessHandle.of(Long.parseLong(read("worker-" + worker + ".pid")))
        .ifPresent(process -> Processes.signal(process, "PWR"));
  }

  /** Loses a machine: worker and executor are killed, and the local disk with all on it is gone. */
  public void loseWorker(int worker) throws IOException {
    Optional<ProcessHandle> executor = executorOf(worker);
    ProcessHandle.of(Long.parseLong(read("worker-" + worker + ".pid")))
        .ifPresent(ProcessHandle::destroyForcibly);
    executor.ifPresent(ProcessHandle::destroyForcibly);
    FileUtils.deleteDirectory(folder.resolve("local-" + worker).toFile());
  }

  /** Starts a worker that was lost, with an empty disk. */
  public void startWorker(int worker) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("scripts/cluster", "start-worker", Integer.toString(worker)));
    command.addAll(List.of("--memory", "1g", "--dir", folder.toString()));
    command.addAll(conf);
    Processes.run(command.toArray(String[]::new));
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
