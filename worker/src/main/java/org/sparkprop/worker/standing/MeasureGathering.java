package org.sparkprop.worker.standing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sparkprop.worker.evaluation.EvaluationTask.OfShard;

/** An evaluation's measures by shard. */
final class MeasureGathering implements Gathering {
  private final int shards;
  private final Map<Integer, OfShard> measures = new TreeMap<>();

  MeasureGathering(int shards) {
    this.shards = shards;
  }

  @Override
  public Gathering anew() {
    return new MeasureGathering(shards);
  }

  @Override
  public void add(Answer answer) {
    if (answer instanceof Answer.Measures told) {
      told.shards().forEach(shard -> measures.put(shard.shard(), shard));
    }
  }

  @Override
  public void add(Request.Sums sums) {}

  @Override
  public void count(long bytes) {}

  @Override
  public boolean has(int from) {
    return true;
  }

  @Override
  public boolean isComplete() {
    return measures.size() == shards;
  }

  /** Measures do not say whose they are. */
  @Override
  public Set<String> answered() {
    return Set.of();
  }

  /** In the order of the shards. */
  List<OfShard> measures() {
    return List.copyOf(measures.values());
  }
}
