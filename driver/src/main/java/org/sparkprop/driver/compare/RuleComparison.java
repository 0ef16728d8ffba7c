package org.sparkprop.driver.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.update.FullBatchRule;
import org.sparkprop.common.update.UpdateRule;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.round.DivergenceException;
import org.sparkprop.driver.training.Trainer;

/**
 * The same network, from the same weights, on the same rows in the same shards, under one update
 * rule after another. All that the weights and the shards depend on is the configuration, so each
 * rule is simply a run of its own.
 */
public final class RuleComparison {
  private static final String RULE = "training.update-rule=";
  private static final String MOST_EPOCHS = "training.epochs=1000000";

  private final Path file;
  private final List<String> overrides;
  private final RunConfiguration configuration;

  /**
   * Reads the configuration.
   *
   * @throws UserMistake with all mistakes in it
   */
  public RuleComparison(Path file, List<String> overrides) {
    this.file = file;
    this.overrides = List.copyOf(overrides);
    this.configuration = ConfigurationFile.load(file, overrides);
  }

  public RunConfiguration configuration() {
    return configuration;
  }

  /**
   * What each rule is set to.
   *
   * @param rules names, or settings in YAML such as {@code {adam: {learning-rate: 0.01}}}; the
   *     configuration's own rule by its name alone has the configuration's settings
   * @return overrides of the configuration, by the rule as it was given
   * @throws UserMistake if there is no such rule, or a setting is wrong
   */
  public Map<String, List<String>> settings(List<String> rules) {
    String own = Names.of(configuration.training().updateRule().getClass());
    Map<String, List<String>> settings = new LinkedHashMap<>();
    for (String rule : rules) {
      List<String> of = new ArrayList<>(overrides);
      if (!rule.equals(own)) {
        of.add(RULE + rule);
      }
      UpdateRule bound = rule(rule, own);
      if (bound instanceof FullBatchRule) {
        of.add("training.batch-size=full");
        of.add(MOST_EPOCHS);
      }
      ConfigurationFile.load(file, of);
      settings.put(rule, of);
    }
    return settings;
  }

  /** Before the rest of the configuration is read with it, which may want other batches. */
  private UpdateRule rule(String text, String own) {
    if (text.equals(own)) {
      return configuration.training().updateRule();
    }
    try {
      return Binder.bind(ConfigurationFile.value(text), UpdateRule.class, "rule");
    } catch (ConfigurationException e) {
      throw new UserMistake("--rules: " + e.getMessage(), e);
    }
  }

  /**
   * Trains under each rule. A rule that diverges, or that the data or the network do not allow, is
   * said to have failed, and the next one follows.
   *
   * @param settings of {@link #settings}
   * @param rounds that each rule has; 0 for those of the configuration's epochs
   * @param before is told of each rule before it is trained
   */
  List<RuleRun> run(
      SparkSession spark,
      Map<String, List<String>> settings,
      long rounds,
      Consumer<String> before) {
    List<RuleRun> runs = new ArrayList<>();
    settings.forEach(
        (rule, of) -> {
          before.accept(rule);
          List<String> set = new ArrayList<>(of);
          if (rounds > 0) {
            set.add(MOST_EPOCHS);
          }
          Trainer trainer = Trainer.fromFile(file, set.toArray(String[]::new));
          RuleRun run =
              new RuleRun(
                  rule, rows -> rounds > 0 ? rounds : roundsFor(rows), trainer::requestStop);
          try {
            trainer.listener(run).train(spark);
          } catch (DivergenceException | UserMistake e) {
            run.failed(e.getMessage());
          }
          runs.add(run);
        });
    return runs;
  }

  /** As many rounds as the configuration has of its own batches in its epochs. */
  private long roundsFor(long rows) {
    TrainingConfiguration training = configuration.training();
    long batch = training.batchRows(rows);
    return (rows + batch - 1) / batch * training.epochs();
  }
}
