package org.sparkprop.driver.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.ingest.DataFingerprint;

/** A run as it stood between two rounds, and what it is a run of. */
public record Checkpoint(Origin origin, RunState state) {

  /**
   * Checks that a run of this configuration may go on from here.
   *
   * @param from names the checkpoint in the message
   * @throws UserMistake with a line for each key that differs and may not
   */
  public void requireConfiguration(RunConfiguration configuration, String from) {
    List<String> differences =
        Differences.of(origin.completeConfiguration(), ConfigurationTree.of(configuration)).stream()
            .filter(difference -> !Differences.mayChange(difference.key()))
            .map(difference -> difference.text(from))
            .toList();
    if (!differences.isEmpty()) {
      List<String> lines = new ArrayList<>(differences);
      lines.add(
          "a run that is resumed keeps its configuration: take these back, or train anew with --overwrite or another output (%s may change)"
              .formatted(String.join(", ", Differences.CHANGEABLE)));
      throw new UserMistake(String.join("\n", lines));
    }
  }

  /**
   * Checks that the rows are those of the checkpoint.
   *
   * @throws UserMistake with a line for each figure that differs
   */
  public void requireData(DataFingerprint data, String from) {
    List<String> differences =
        Differences.of(ConfigurationTree.of(origin.data()), ConfigurationTree.of(data)).stream()
            .map(difference -> "data: " + difference.text(from))
            .toList();
    if (!differences.isEmpty()) {
      List<String> lines = new ArrayList<>(differences);
      lines.add(
          "a run that is resumed keeps its rows: bring the old ones back, or train anew with"
              + " --overwrite or another output");
      throw new UserMistake(String.join("\n", lines));
    }
  }
}
