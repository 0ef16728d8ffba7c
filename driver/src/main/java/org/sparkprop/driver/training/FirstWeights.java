package org.sparkprop.driver.training;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.model.WeightsFile;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.transfer.StartingModel;

/** The weights that a run begins with, those of frozen layers among them. */
final class FirstWeights {
  private FirstWeights() {}

  /**
   * From the file or model that the configuration names, or else drawn from its seed.
   *
   * @throws UserMistake if the file cannot be read
   */
  static FlatVector of(
      Network network,
      TrainingConfiguration training,
      JavaSparkContext context,
      Optional<StartingModel> start) {
    if (training.initialWeights().isPresent()) {
      return fileWeights(network, training, context);
    }
    FlatVector weights = network.unfrozen().initialWeights(training.precision(), training.seed());
    start.ifPresent(from -> from.copy(network, weights));
    return weights;
  }

  private static FlatVector fileWeights(
      Network network, TrainingConfiguration training, JavaSparkContext context) {
    String file = training.initialWeights().get();
    Path path = new Path(file);
    try {
      FileSystem files = path.getFileSystem(context.hadoopConfiguration());
      long length = files.getFileStatus(path).getLen();
      try (InputStream in = files.open(path)) {
        return WeightsFile.read(in, length, network.unfrozen(), training.precision(), file);
      }
    } catch (IOException e) {
      throw new UserMistake(
          "training.initial-weights: %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
