package org.sparkprop.driver.round;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Which executors have tasks of a run just now, and when each was heard of last: Spark's executors
 * send a heartbeat every {@code spark.executor.heartbeatInterval}.
 */
final class ExecutorSigns extends SparkListener {
  /** A local property that marks the jobs of a run. */
  static final String RUN = "spark.sparkprop.run";

  private record Place(String executor, String host) {}

  private final String run;
  private final long since = System.nanoTime();
  private final Map<String, Long> heard = new ConcurrentHashMap<>();
  private final Map<Long, Place> tasks = new ConcurrentHashMap<>();
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();

  ExecutorSigns(String run) {
    this.run = run;
  }

  /** The executors with tasks of the run, each with its host. */
  Map<String, String> busy() {
    Map<String, String> busy = new TreeMap<>();
    tasks.values().forEach(place -> busy.put(place.executor, place.host));
    return busy;
  }

  /** For how many seconds nothing was heard of an executor. */
  double silentSeconds(String executor) {
    return (System.nanoTime() - heard.getOrDefault(executor, since)) * 1e-9;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    Properties properties = submitted.properties();
    if (properties != null && run.equals(properties.getProperty(RUN))) {
      stages.add(submitted.stageInfo().stageId());
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted completed) {
    stages.remove(completed.stageInfo().stageId());
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (stages.contains(start.stageId())) {
      tasks.put(
          start.taskInfo().taskId(),
          new Place(start.taskInfo().executorId(), start.taskInfo().host()));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    tasks.remove(end.taskInfo().taskId());
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    heard.put(update.execId(), System.nanoTime());
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    heard.put(added.executorId(), System.nanoTime());
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    heard.remove(removed.executorId());
    tasks.values().removeIf(place -> place.executor.equals(removed.executorId()));
  }
}
