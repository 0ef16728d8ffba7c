package org.sparkprop.driver.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkprop.driver.checkpoint.CheckpointStore;
import org.sparkprop.driver.checkpoint.CheckpointWriter;
import org.sparkprop.driver.checkpoint.Origin;
import org.sparkprop.driver.configuration.CheckpointConfiguration;
import org.sparkprop.driver.configuration.OnDivergence;
import org.sparkprop.driver.ingest.DataFingerprint;
import org.sparkprop.driver.ingest.PartContent;

/** Parts of runs that need no Spark. */
final class FakeRuns {
  private static final Configuration HADOOP = new Configuration();

  private FakeRuns() {}

  static Origin origin() {
    PartContent rows = new PartContent(20, "0123456789abcdef0123456789abcdef");
    return new Origin(
        JsonNodeFactory.instance.objectNode().put("name", "fake"),
        new DataFingerprint(List.of("a", "b"), 2, rows, rows, rows, "00", ""));
  }

  static CheckpointStore store(java.nio.file.Path folder) throws IOException {
    return CheckpointStore.in(new Path(folder.toString()), HADOOP);
  }

  /** By the clock, which is far away: at the end of the run, and the way back after each epoch. */
  static Checkpoints checkpoints(
      OnDivergence onDivergence, Optional<CheckpointWriter> writer, TrainingListener listener) {
    CheckpointConfiguration settings =
        new CheckpointConfiguration(
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            3,
            CheckpointConfiguration.OnError.STOP);
    return new Checkpoints(settings, onDivergence, origin(), writer, listener);
  }
}
