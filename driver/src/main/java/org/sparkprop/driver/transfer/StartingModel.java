package org.sparkprop.driver.transfer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.EncodeConfiguration;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.model.Origin;
import org.sparkprop.common.network.KeptLayers;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.configuration.InputEncoder;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.configuration.StartFrom;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.model.ModelDirectory;
import org.sparkprop.driver.source.DataConfiguration;
import org.sparkprop.driver.source.PreparedSource;

/**
 * The model that a run starts from, as {@code training.start-from} says: its first layers, and with
 * them the encoder that made what they were trained on.
 */
public record StartingModel(StartFrom settings, ModelDirectory.Loaded loaded, KeptLayers kept) {
  private static final String KEY = "training.start-from";

  /**
   * Loads the model, if a configuration names one.
   *
   * @throws UserMistake if there is none, it is damaged, or has fewer layers than are to be kept
   */
  public static Optional<StartingModel> load(TrainingConfiguration training, Configuration hadoop) {
    return training.startFrom().map(settings -> load(settings, hadoop));
  }

  private static StartingModel load(StartFrom settings, Configuration hadoop) {
    try {
      ModelDirectory.Loaded loaded = ModelDirectory.read(new Path(settings.model()), hadoop);
      Network network = loaded.network();
      int layers = settings.layers().orElse(network.layers().size());
      return new StartingModel(settings, loaded, new KeptLayers(settings.model(), network, layers));
    } catch (UserMistake mistake) {
      throw new UserMistake(KEY + ".model: " + mistake.getMessage(), mistake);
    } catch (ConfigurationException mistake) {
      throw new UserMistake(mistake.getMessage(), mistake);
    }
  }

  /** The model's encoder, where it makes this run's inputs too. */
  public Optional<Encoder> encoder() {
    return settings.encoder() == InputEncoder.MODEL
        ? Optional.of(loaded.description().encoder())
        : Optional.empty();
  }

  /**
   * What a run takes of a table's columns: with the model's encoder the model's features in their
   * order, whatever else there is.
   *
   * @throws UserMistake if columns are missing, or the configuration wants others
   */
  public DataConfiguration data(DataConfiguration data, Dataset<Row> table) {
    if (encoder().isEmpty()) {
      return data;
    }
    List<FeatureColumn> features = encoder().get().layout().features();
    List<String> names =
        PreparedSource.columns(encoder().get().layout(), table.schema()).stream().toList();
    require(data, names);
    List<String> missing = new ArrayList<>(names);
    missing.removeAll(Arrays.asList(table.columns()));
    if (!missing.isEmpty()) {
      throw mistake("data", "the columns " + Names.some(names), "no " + Names.some(missing));
    }
    return new DataConfiguration(
        data.source(),
        data.validation(),
        data.test(),
        data.label(),
        names,
        List.of(),
        data.weight(),
        data.split(),
        EncodeConfiguration.ofKinds(features),
        data.missing(),
        data.rowForm(),
        data.classWeights(),
        data.onBadRow(),
        data.maxBadRows());
  }

  private void require(DataConfiguration data, List<String> names) {
    if (!data.encode().isEmpty()) {
      throw mistake("data.encode", "nothing", "settings of its own");
    }
    if (data.missing().indicator()) {
      throw mistake("data.missing.indicator", "nothing", "true");
    }
    if (!data.features().isEmpty()
        && !new HashSet<>(data.features()).equals(new HashSet<>(names))) {
      throw mistake(
          "data.features", "nothing, or " + Names.some(names), Names.some(data.features()));
    }
    List<String> ignored = data.ignore().stream().filter(names::contains).toList();
    if (!ignored.isEmpty()) {
      throw mistake("data.ignore", "none of its columns", Names.some(ignored));
    }
  }

  private UserMistake mistake(String key, String expected, String found) {
    return new UserMistake(
        "%s: the inputs are encoded as in %s, which %s starts from: expected %s, got %s; or set %s.encoder: fitted"
            .formatted(key, settings.model(), KEY, expected, found, KEY));
  }

  /**
   * Lays out a configuration's network, with its frozen layers.
   *
   * @throws ConfigurationException if its layers do not fit each other, or do not begin as those of
   *     the model that it starts from, naming the first that does not
   */
  public static Network network(
      Shape input, RunConfiguration configuration, Optional<StartingModel> start) {
    Network network = new Network(input, configuration.network());
    start.ifPresent(from -> from.kept.check(network));
    return network.freeze(configuration.training().freeze());
  }

  /** What the user should know about layers that are kept and frozen. */
  public List<String> warnings(Network network) {
    return kept.otherSettings(network);
  }

  /** Overwrites the kept layers' part of all weights of a network that was checked. */
  public void copy(Network network, FlatVector weights) {
    kept.copy(loaded.weights(), network, weights);
  }

  /** What goes into the new model and the run's metrics. */
  public Origin origin() {
    return new Origin(
        settings.model(),
        loaded.description().name(),
        kept.count(),
        loaded.description().weightsSha256());
  }
}
