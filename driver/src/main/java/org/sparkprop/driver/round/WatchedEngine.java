package org.sparkprop.driver.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.Round;

/**
 * Rounds of another engine that no executor holds up for ever. Where a round takes too long, it is
 * said which executors it waits for; where it takes three times as long, and not all are waited for
 * alike, Spark is asked to replace them. The engine's tasks are then tried again, as after any
 * loss, and the sums are the same. Where all have answered and it is not over, something was lost
 * on the way, and the engine begins it anew.
 *
 * <p>Spark itself gives up an executor that sends no heartbeats; this is also for one that does and
 * is stuck all the same.
 */
public final class WatchedEngine implements RoundEngine {
  private static final long LOOK_MILLIS = 250;

  /** What passes between two looks beyond this the driver itself has slept. */
  private static final double LONGEST_LOOK_SECONDS = 2;

  private static final int TIMES_UNTIL_REPLACED = 3;
  private static final int HEARTBEATS_MISSED = 3;

  private final RoundEngine engine;
  private final JavaSparkContext spark;
  private final String run;
  private final ShardGroups shards;
  private final Consumer<String> warnings;
  private final ExecutorSigns signs;
  private final Thread watch;
  private final Patience rounds;
  private final Patience evaluations;
  private final double silence;
  private Optional<Step> current = Optional.empty();

  /** What is waited for. */
  private static final class Step {
    private final String what;
    private final Patience patience;
    private double waited;
    private double looked;
    private boolean warned;
    private boolean disturbed;

    Step(String what, Patience patience) {
      this.what = what;
      this.patience = patience;
      this.looked = now();
    }
  }

  /**
   * Begins to watch.
   *
   * @param run whose engine it is
   * @param timeoutSeconds how long a round may take; left out: by those before
   * @param warnings takes sentences for the user, on any thread
   */
  public WatchedEngine(
      RoundEngine engine,
      JavaSparkContext spark,
      String run,
      ShardGroups shards,
      OptionalDouble timeoutSeconds,
      Consumer<String> warnings) {
    this.engine = engine;
    this.spark = spark;
    this.run = run;
    this.shards = shards;
    this.warnings = warnings;
    this.rounds = new Patience(timeoutSeconds);
    this.evaluations = new Patience(timeoutSeconds);
    this.silence =
        HEARTBEATS_MISSED
            * 1e-3
            * spark.getConf().getTimeAsMs("spark.executor.heartbeatInterval", "10s");
    this.signs = new ExecutorSigns(run);
    spark.sc().addSparkListener(signs);
    this.watch = new Thread(this::watch, "sparkprop-round-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        look();
      }
    } catch (InterruptedException e) {
      // The engine has been closed.
    }
  }

  private static double now() {
    return System.nanoTime() * 1e-9;
  }

  @Override
  public RoundResult run(FlatVector weights, Round round) {
    return watched("round " + round.number(), rounds, () -> engine.run(weights, round));
  }

  @Override
  public Optional<Evaluation> evaluate(FlatVector weights) {
    return watched("an evaluation", evaluations, () -> engine.evaluate(weights));
  }

  private <T> T watched(String what, Patience patience, Supplier<T> work) {
    spark.setLocalProperty(ExecutorSigns.RUN, run);
    final double started = now();
    begin(new Step(what, patience));
    boolean done = false;
    try {
      T result = work.get();
      done = true;
      return result;
    } finally {
      end(done, now() - started);
    }
  }

  private synchronized void begin(Step step) {
    current = Optional.of(step);
  }

  private synchronized void end(boolean done, double seconds) {
    current.filter(step -> done && !step.disturbed).ifPresent(step -> step.patience.add(seconds));
    current = Optional.empty();
  }

  private void look() {
    List<String> said = new ArrayList<>();
    List<Runnable> done = new ArrayList<>();
    synchronized (this) {
      current.ifPresent(step -> look(step, said, done));
    }
    said.forEach(warnings);
    done.forEach(Runnable::run);
  }

  private void look(Step step, List<String> said, List<Runnable> done) {
    double now = now();
    step.waited += Math.min(now - step.looked, LONGEST_LOOK_SECONDS);
    step.looked = now;
    double patience = step.patience.seconds();
    if (!step.warned && step.waited > patience) {
      step.warned = true;
      step.disturbed = true;
      said.add(
          String.format(
              Locale.ROOT,
              "%s has been under way for %.0f s%s; it waits for %s",
              step.what,
              step.waited,
              step.patience.longest() > 0
                  ? String.format(
                      Locale.ROOT, ", the longest before took %.1f s", step.patience.longest())
                  : "",
              described(awaited())));
    }
    if (step.waited > TIMES_UNTIL_REPLACED * patience) {
      Map<String, String> busy = signs.busy();
      List<String> awaited = awaited();
      boolean alike = awaited.size() == busy.size() && awaited.stream().noneMatch(this::isSilent);
      if (!awaited.isEmpty() && !alike) {
        said.add(
            String.format(
                Locale.ROOT,
                "%s still waits after %.0f s and has Spark replace %s; what is lost is built again,"
                    + " to the same weights",
                step.what,
                step.waited,
                described(awaited)));
        awaited.forEach(
            executor -> done.add(() -> Replacement.of(spark.sc(), executor, isSilent(executor))));
      } else if (awaited.isEmpty() && !busy.isEmpty()) {
        said.add(
            String.format(
                Locale.ROOT,
                "%s is not over after %.0f s, though all executors have answered, and is begun anew,"
                    + " to the same weights",
                step.what,
                step.waited));
        done.add(engine::beginAnew);
      }
      step.waited = 0;
      step.warned = false;
      step.patience.grow();
    }
  }

  /** Those that nothing is heard of; where there are none, those that have not answered. */
  private List<String> awaited() {
    Set<String> busy = signs.busy().keySet();
    List<String> silent = busy.stream().filter(this::isSilent).toList();
    if (!silent.isEmpty()) {
      return silent;
    }
    Set<String> answered = engine.answered();
    return busy.stream().filter(executor -> !answered.contains(executor)).toList();
  }

  private boolean isSilent(String executor) {
    return signs.silentSeconds(executor) > silence;
  }

  private String described(List<String> executors) {
    Map<String, String> hosts = signs.busy();
    if (executors.isEmpty()) {
      return hosts.isEmpty()
          ? "task slots: no task of this run is under way"
          : "nobody: all executors have answered";
    }
    return String.join("; ", executors.stream().map(e -> described(e, hosts.get(e))).toList());
  }

  private String described(String executor, String host) {
    List<Integer> has = shards.shardsOn(executor);
    String text = "executor " + executor + " on " + host;
    if (!has.isEmpty()) {
      List<String> numbers = has.stream().map(String::valueOf).toList();
      text += (has.size() == 1 ? " with shard " : " with shards ") + Names.some(numbers);
    }
    return isSilent(executor)
        ? String.format(
            Locale.ROOT, "%s, not heard of for %.0f s", text, signs.silentSeconds(executor))
        : text;
  }

  @Override
  public Set<String> answered() {
    return engine.answered();
  }

  @Override
  public void close() {
    watch.interrupt();
    spark.sc().removeSparkListener(signs);
    spark.setLocalProperty(ExecutorSigns.RUN, null);
    engine.close();
  }
}
