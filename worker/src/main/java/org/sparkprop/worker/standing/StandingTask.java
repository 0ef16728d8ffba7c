package org.sparkprop.worker.standing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.BarrierTaskContext;
import org.sparkprop.worker.evaluation.EvaluationTask;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.shard.Shard;

/**
 * A task that stays: it opens its shards once, and then computes round after round, as the driver
 * lays them out, until it is dismissed.
 */
public record StandingTask(GradientTask gradient, EvaluationTask evaluation, MeetingPlace place)
    implements Serializable {

  /**
   * Runs until dismissed; must run in a barrier stage.
   *
   * @param training the group's shards of the training rows
   * @param evaluated its shards of the rows to be evaluated on
   * @return how many steps it has done
   */
  public long run(Iterator<Shard> training, Iterator<Shard> evaluated) {
    List<Shard> trainingShards = new ArrayList<>();
    training.forEachRemaining(trainingShards::add);
    List<Shard> evaluatedShards = new ArrayList<>();
    evaluated.forEachRemaining(evaluatedShards::add);
    BarrierTaskContext context = BarrierTaskContext.get();
    Seat seat = Seat.of(context);
    ExecutorTable table = ExecutorTable.of(place, seat);
    long steps = 0;
    try {
      if (!table.address().isEmpty()) {
        table.meet(Seat.exchange(context, table.address()));
      }
      Delivery next = table.exchange(Optional.empty());
      while (next.assignment().kind().isWork()) {
        Answer answer =
            next.assignment().kind() == Assignment.Kind.ROUND
                ? new Answer.Gradient(
                    gradient.run(
                        next.assignment().round(), next.weights(), trainingShards.iterator()))
                : new Answer.Measures(evaluation.run(next.weights(), evaluatedShards.iterator()));
        steps++;
        next = table.exchange(Optional.of(answer));
      }
    } finally {
      table.leave();
    }
    return steps;
  }
}
