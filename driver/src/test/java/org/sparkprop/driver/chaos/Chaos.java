package org.sparkprop.driver.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkprop.driver.cluster.Cluster;
import org.sparkprop.driver.cluster.Processes;

/**
 * Trains on real local clusters while their processes are killed, stopped and started again by
 * seeded plans, and compares the weights with those of an undisturbed run, to the byte. Arguments:
 * how many plans (20), the first seed (1).
 */
public final class Chaos {
  private static final int WORKERS = 3;

  /** From the first executor on, undisturbed: a third of it before round one. */
  private static final double RUN_SECONDS = 24;

  private static final long LOOK_MILLIS = 20;

  private final Path folder;
  private String undisturbed = "";

  Chaos(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    int plans = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    Chaos chaos = new Chaos(Files.createTempDirectory("chaos"));
    int same = 0;
    for (long seed = first; seed < first + plans; seed++) {
      same += chaos.holds(Plan.of(seed, WORKERS, RUN_SECONDS)) ? 1 : 0;
    }
    System.out.printf("%d of %d plans end with the undisturbed run's weights%n", same, plans);
    System.exit(same == plans ? 0 : 1);
  }

  /** Carries a plan out, prints what came of it, and says whether the weights are the same. */
  boolean holds(Plan plan) throws Exception {
    if (undisturbed.isEmpty()) {
      Path output = folder.resolve("undisturbed");
      Processes.run(train(output, List.of("--master", "local[2]")), line -> {});
      undisturbed = Processes.sha256OfWeights(output);
    }
    Path output = folder.resolve("plan-" + plan.seed());
    long since = System.nanoTime();
    List<String> done;
    try (Cluster cluster = new Cluster(folder.resolve("cluster-" + plan.seed()), WORKERS)) {
      List<String> where = new ArrayList<>(cluster.options());
      where.addAll(plan.rounds().options());
      done = disturbed(train(output, where), plan, cluster, output);
    }
    boolean same = undisturbed.equals(Processes.sha256OfWeights(output));
    System.out.printf(
        Locale.ROOT,
        "plan %d, %s, %.0f s: %s; %s%n",
        plan.seed(),
        plan.rounds().name().toLowerCase(Locale.ROOT),
        (System.nanoTime() - since) * 1e-9,
        same ? "the same weights" : "OTHER WEIGHTS",
        String.join("; ", done));
    return same;
  }

  /** Long enough for every fault to fall into it, with a fifth of its rows to evaluate on. */
  private static List<String> train(Path output, List<String> where) {
    List<String> command =
        Processes.trainDigits(
            output, "--set", "training.epochs=60", "--set", "data.split.validation=0.2");
    command.addAll(where);
    return command;
  }

  /**
   * Runs a training, and does to it what the plan says.
   *
   * @return what was done, and in which part of the run
   */
  private static List<String> disturbed(
      List<String> command, Plan plan, Cluster cluster, Path output) throws Exception {
    Process process = Processes.start(command);
    List<String> text = new ArrayList<>();
    Thread reader = new Thread(() -> read(process.inputReader(), text));
    reader.start();
    try {
      List<String> done = new ArrayList<>();
      awaitExecutor(cluster, process);
      long since = System.nanoTime();
      for (Fault fault : plan.faults()) {
        while (process.isAlive() && (System.nanoTime() - since) * 1e-9 < fault.atSeconds()) {
          Thread.sleep(LOOK_MILLIS);
        }
        if (process.isAlive()) {
          String phase = phase(output);
          boolean happened = happen(fault, cluster);
          done.add(fault + (happened ? " while " + phase : " found nobody"));
        }
      }
      int status = process.waitFor();
      reader.join();
      if (status != 0) {
        throw new AssertionError(
            "%s: status %d after %s%n%s"
                .formatted(plan, status, done, String.join(System.lineSeparator(), text)));
      }
      return done;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void read(BufferedReader lines, List<String> into) {
    lines.lines().forEach(into::add);
  }

  private static void awaitExecutor(Cluster cluster, Process process) throws InterruptedException {
    while (process.isAlive()) {
      for (int worker = 1; worker <= WORKERS; worker++) {
        if (cluster.executorOf(worker).isPresent()) {
          return;
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** By the last line of the metrics: rows come in before there is one. */
  private static String phase(Path output) throws IOException {
    Path metrics = output.resolve("metrics.jsonl");
    if (!Files.exists(metrics)) {
      return "rows came in";
    }
    List<String> lines = Files.readAllLines(metrics);
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    return last.contains("\"event\":\"end\"") ? "the model was saved" : "it trained";
  }

  private static boolean happen(Fault fault, Cluster cluster) throws Exception {
    Optional<ProcessHandle> executor = cluster.executorOf(fault.worker());
    switch (fault.kind()) {
      case EXECUTOR_KILLED -> executor.ifPresent(ProcessHandle::destroyForcibly);
      case EXECUTOR_FROZEN -> {
        executor.ifPresent(process -> Processes.signal(process, "STOP"));
        Thread.sleep((long) (1000 * fault.lastsSeconds()));
        executor.ifPresent(process -> Processes.signal(process, "CONT"));
      }
      case MACHINE_LOST -> {
        cluster.loseWorker(fault.worker());
        Thread.sleep((long) (1000 * fault.lastsSeconds()));
        cluster.startWorker(fault.worker());
        return true;
      }
    }
    return executor.isPresent();
  }
}
