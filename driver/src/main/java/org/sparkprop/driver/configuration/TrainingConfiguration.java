package org.sparkprop.driver.configuration;

import java.util.Optional;
import java.util.OptionalInt;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.update.UpdateRule;
import org.sparkprop.common.vector.Precision;

/**
 * The {@code training} part.
 *
 * @param batchSize rows of one round over all shards, or {@code full}
 * @param shards into how many parts the training rows are cut; left out: {@link #shardsFor}
 * @param seed of everything random but the split
 * @param rounds how rounds run on the cluster
 * @param initialWeights a safetensors file to start from, else the layers' initialisers draw
 */
public record TrainingConfiguration(
    @Default("adam") UpdateRule updateRule,
    @Default("128") String batchSize,
    @Default("10") int epochs,
    OptionalInt shards,
    @Default("42") long seed,
    @Default("float32") Precision precision,
    @Default("standing") RoundMode rounds,
    Optional<String> initialWeights) {
  private static final String FULL = "full";
  private static final int MOST_DERIVED_SHARDS = 32;
  private static final int ROWS_OF_DERIVED_SLICE = 128;
  private static final int ROWS_OF_DERIVED_FULL_SHARD = 4096;

  public TrainingConfiguration {
    Require.that(
        batchSize.equals(FULL) || batchSize.matches("[1-9][0-9]{0,17}"),
        "batchSize: expected a whole number of at least 1, or full, got `%s`",
        batchSize);
    Require.atLeast("epochs", epochs, 1);
    if (shards.isPresent()) {
      Require.atLeast("shards", shards.getAsInt(), 1);
    }
  }

  public boolean isFullBatch() {
    return batchSize.equals(FULL);
  }

  /** Rows of a round where there are {@code rows} training rows. */
  public long batchRows(long rows) {
    return isFullBatch() ? rows : Long.parseLong(batchSize);
  }

  /**
   * The number of shards: as said, or else from the batch size and the data alone, so that the same
   * answer comes on every cluster: slices of some 128 rows, 32 shards at the most.
   */
  public int shardsFor(long rows) {
    if (shards.isPresent()) {
      return shards.getAsInt();
    }
    long wanted =
        isFullBatch() ? rows / ROWS_OF_DERIVED_FULL_SHARD : batchRows(rows) / ROWS_OF_DERIVED_SLICE;
    return (int) Math.max(1, Math.min(Math.min(wanted, MOST_DERIVED_SHARDS), rows));
  }
}
