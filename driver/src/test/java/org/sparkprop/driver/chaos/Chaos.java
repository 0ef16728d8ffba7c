package org.sparkprop.driver.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sparkprop.driver.cluster.Cluster;
import org.sparkprop.driver.cluster.Processes;

/**
 * Trains on real local clusters while their processes are killed, stopped and started again by
 * seeded plans, and compares the weights with those of an undisturbed run, to the byte. Arguments:
 * how many plans (20), the first seed (1).
 */
public final class Chaos {
  private static final int WORKERS = 3;

  /** A network so wide that each phase of a round lasts some milliseconds at least. */
  private static final String LAYERS =
      "[{dense: {units: 1024, activation: relu}}, {dense: {units: 512, activation: relu}},"
          + " {dense: {units: 10}}]";

  private static final int EPOCHS = 15;

  /** Of 1,104 training rows or so in batches of 128. */
  private static final int ROUNDS_OF_EPOCH = 9;

  /** From the first executor to the first round, undisturbed. */
  private static final double SECONDS_IN = 8;

  private static final long LOOK_MILLIS = 1;

  /** No plan takes a quarter of it. */
  private static final long MOST_MINUTES = 10;

  /** What a run says that only its last resort has saved: its weights are right, and it is not. */
  private static final String LAST_RESORT = "is begun anew";

  private final Path folder;
  private final Map<Fault.Phase, Integer> kills = new EnumMap<>(Fault.Phase.class);
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
      Plan plan = Plan.of(seed, WORKERS, EPOCHS * ROUNDS_OF_EPOCH, ROUNDS_OF_EPOCH);
      try {
        same += chaos.holds(plan) ? 1 : 0;
      } catch (AssertionError e) {
        System.out.println("FAILED: " + e.getMessage());
      }
    }
    System.out.println("executors killed: " + chaos.kills);
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
      where.addAll(plan.way().options());
      done = disturbed(train(output, where), plan, cluster, output);
    }
    boolean same = undisturbed.equals(Processes.sha256OfWeights(output));
    System.out.printf(
        Locale.ROOT,
        "plan %d, %s, %.0f s: %s; %s%n",
        plan.seed(),
        plan.way().name().toLowerCase(Locale.ROOT),
        (System.nanoTime() - since) * 1e-9,
        same ? "the same weights" : "OTHER WEIGHTS",
        String.join("; ", done));
    return same;
  }

  /** With a fifth of its rows to evaluate on. */
  private static List<String> train(Path output, List<String> where) {
    List<String> command =
        Processes.trainDigits(
            output,
            "--set",
            "training.epochs=" + EPOCHS,
            "--set",
            "network.layers=" + LAYERS,
            "--set",
            "data.split.validation=0.2");
    command.addAll(where);
    command.addAll(List.of("--conf", "spark.sparkprop.metrics.flush=0ms"));
    return command;
  }

  /**
   * Runs a training, and does to it what the plan says.
   *
   * @return what was done, and whether the run was where the plan wanted it
   */
  private List<String> disturbed(List<String> command, Plan plan, Cluster cluster, Path output)
      throws Exception {
    Process process = Processes.start(command);
    List<String> text = new ArrayList<>();
    Thread reader = new Thread(() -> read(process.inputReader(), text));
    reader.start();
    try {
      List<String> done = new ArrayList<>();
      awaitExecutor(cluster, process);
      long since = System.nanoTime();
      Progress progress = new Progress(output);
      for (Fault fault : plan.faults()) {
        await(fault, progress, since, process);
        if (process.isAlive()) {
          progress.look();
          boolean onTime = progress.round() == fault.afterRound() && !progress.ended();
          boolean happened = happen(fault, cluster);
          String when = onTime ? "" : " (late: round " + progress.round() + " was over)";
          done.add(fault + (happened ? when : ": found nobody"));
          if (happened && onTime && fault.kind() == Fault.Kind.EXECUTOR_KILLED) {
            kills.merge(fault.phase(), 1, Integer::sum);
          }
        }
      }
      boolean ended = process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
      process.destroyForcibly();
      reader.join();
      if (!ended
          || process.exitValue() != 0
          || text.stream().anyMatch(line -> line.contains(LAST_RESORT))) {
        throw new AssertionError(
            "%s: %s after %s%n%s"
                .formatted(
                    plan,
                    ended ? "status " + process.exitValue() : "no end",
                    done,
                    String.join(System.lineSeparator(), text)));
      }
      return done;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void await(Fault fault, Progress progress, long startNanos, Process process)
      throws IOException, InterruptedException {
    if (fault.phase() == Fault.Phase.ROWS_COME_IN) {
      sleepUntil(startNanos, fault.share() * SECONDS_IN);
      return;
    }
    progress.look();
    while (process.isAlive() && progress.round() < fault.afterRound()) {
      Thread.sleep(LOOK_MILLIS);
      progress.look();
    }
    sleepUntil(System.nanoTime(), progress.seconds(fault.phase(), fault.share()));
  }

  private static void sleepUntil(long sinceNanos, double seconds) throws InterruptedException {
    long left = sinceNanos + (long) (1e9 * seconds) - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
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
