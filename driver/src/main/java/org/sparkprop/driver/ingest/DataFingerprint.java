package org.sparkprop.driver.ingest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.files.Sha256;
import org.sparkprop.worker.shard.Part;

/**
 * What the shards of a run hold, so that another run can be told from it. The order of the rows is
 * a function of their contents, and so the contents, in whatever order they are summed, say all.
 *
 * @param columns in their order
 * @param encoder SHA-256 of the encoder with its fitted numbers
 * @param frozenWeights SHA-256 of the weights of frozen layers; empty where none are frozen
 */
public record DataFingerprint(
    List<String> columns,
    int shards,
    PartContent training,
    PartContent validation,
    PartContent test,
    String encoder,
    String frozenWeights) {

  /** Of a run's rows and the weights of its frozen layers, which come with them. */
  public static DataFingerprint of(RunData data, FlatVector frozen) {
    return new DataFingerprint(
        data.columns(),
        data.part(Part.TRAINING).plan().shards(),
        data.content(Part.TRAINING),
        data.content(Part.VALIDATION),
        data.content(Part.TEST),
        Sha256.of(ConfigurationTree.of(data.encoder()).toString().getBytes(StandardCharsets.UTF_8)),
        frozen.length() == 0 ? "" : sha256(frozen));
  }

  private static String sha256(FlatVector vector) {
    return Sha256.of(vector.toBytes());
  }
}
