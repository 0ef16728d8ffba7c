package org.sparkprop.driver.transfer;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.common.vector.FlatVector;

/**
 * The weights of a run's frozen layers: the driver's, for the model at the end, and a broadcast of
 * them, from which each executor takes them once.
 *
 * @param values not changed by anyone
 * @param broadcast of their bytes; nothing where no layer is frozen
 */
public record FrozenWeights(FlatVector values, Optional<Broadcast<byte[]>> broadcast)
    implements AutoCloseable {

  /** Makes them known to the cluster; executors fetch them when they want them. */
  public static FrozenWeights of(JavaSparkContext context, FlatVector values) {
    if (values.length() == 0) {
      return new FrozenWeights(values, Optional.empty());
    }
    return new FrozenWeights(values, Optional.of(context.broadcast(values.toBytes())));
  }

  @Override
  public void close() {
    broadcast.ifPresent(Broadcast::destroy);
  }
}
