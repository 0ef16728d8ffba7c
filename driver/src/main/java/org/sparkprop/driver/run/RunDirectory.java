package org.sparkprop.driver.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.files.Storage;

/** The folder of one run, on any Hadoop file system: configuration, metrics, model. */
public final class RunDirectory {
  private static final String CONFIGURATION = "config.yaml";
  private static final String METRICS = "metrics.jsonl";
  private static final String MODEL = "model";

  private final Path folder;
  private final FileSystem files;

  private RunDirectory(Path folder, FileSystem files) {
    this.folder = folder;
    this.files = files;
  }

  /** What is done with a run that is already there. */
  public enum Existing {
    REFUSE,
    REPLACE
  }

  /**
   * Makes the folder and writes the configuration into it.
   *
   * @throws UserMistake if it exists and is not to be replaced, or is not a run
   */
  public static RunDirectory create(
      String output, RunConfiguration configuration, Existing existing, Configuration hadoop) {
    Path folder = new Path(output);
    try {
      FileSystem files = Storage.of(folder, hadoop);
      if (files.exists(folder)) {
        makeRoom(folder, files, existing);
      }
      files.mkdirs(folder);
      try (OutputStream out = files.create(new Path(folder, CONFIGURATION), true)) {
        out.write(ConfigurationFile.toYaml(configuration).getBytes(StandardCharsets.UTF_8));
      }
      return new RunDirectory(folder, files);
    } catch (IOException e) {
      throw new UserMistake(
          "output: %s cannot be written to: %s".formatted(output, e.getMessage()), e);
    }
  }

  private static void makeRoom(Path folder, FileSystem files, Existing existing)
      throws IOException {
    boolean empty =
        files.getFileStatus(folder).isDirectory() && files.listStatus(folder).length == 0;
    if (empty) {
      return;
    }
    if (existing == Existing.REFUSE) {
      throw new UserMistake(
          "output: %s exists; name another with --set output=…, or replace that run with --overwrite"
              .formatted(folder));
    }
    if (!files.exists(new Path(folder, CONFIGURATION))) {
      throw new UserMistake(
          "output: %s exists and is not a run (it has no %s); --overwrite replaces runs only"
              .formatted(folder, CONFIGURATION));
    }
    files.delete(folder, true);
  }

  public Path folder() {
    return folder;
  }

  public Path model() {
    return new Path(folder, MODEL);
  }

  /** A new metrics file. */
  FSDataOutputStream createMetrics() throws IOException {
    return files.create(new Path(folder, METRICS), true);
  }
}
