package org.sparkprop.worker.standing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.shard.Shard;

/**
 * A task that stays: it opens its shards once, and then computes round after round, as the driver
 * lays them out, until it is dismissed.
 */
public record StandingTask(GradientTask task, MeetingPlace place) implements Serializable {

  /** Runs until dismissed; must run in a barrier stage. Gives the number of rounds. */
  public Iterator<Long> run(Iterator<Shard> group) {
    List<Shard> shards = new ArrayList<>();
    group.forEachRemaining(shards::add);
    BarrierTaskContext context = BarrierTaskContext.get();
    BarrierTaskInfo[] infos = context.getTaskInfos();
    String here = infos[context.partitionId()].address();
    int tasksHere = (int) Arrays.stream(infos).filter(info -> info.address().equals(here)).count();
    ExecutorTable table =
        ExecutorTable.of(
            place,
            Integer.toString(context.stageId()),
            context.stageAttemptNumber(),
            tasksHere,
            task.plan().shards());
    long rounds = 0;
    try {
      Assignment next = table.exchange(Optional.empty());
      while (next.kind() == Assignment.Kind.ROUND) {
        RoundReport report = task.run(next.round(), next.weights(), shards.iterator());
        rounds++;
        next = table.exchange(Optional.of(report));
      }
    } finally {
      table.leave();
    }
    return List.of(rounds).iterator();
  }
}
