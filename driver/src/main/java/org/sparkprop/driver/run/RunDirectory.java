package org.sparkprop.driver.run;

import java.io.IOException;
import java.io.InputStream;
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
import org.sparkprop.driver.source.RejectedRows;

/** The folder of one run, on any Hadoop file system: configuration, metrics, checkpoints, model. */
public final class RunDirectory {
  private static final String CONFIGURATION = "config.yaml";
  private static final String METRICS = "metrics.jsonl";
  static final String REJECTED = "rejected.jsonl";
  private static final String MODEL = "model";
  private static final String CHECKPOINTS = "checkpoints";

  /** Where the lines that stay are while the metrics are written anew. */
  private static final String KEPT_METRICS = "metrics.jsonl.kept";

  private final Path folder;
  private final FileSystem files;

  private RunDirectory(Path folder, FileSystem files) {
    this.folder = folder;
    this.files = files;
  }

  /** What is done with a run that is already there. */
  public enum Existing {
    REFUSE,
    REPLACE,
    /** It goes on, and nothing is changed before it does. */
    CONTINUE
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
      RunDirectory directory = new RunDirectory(folder, files);
      if (files.exists(folder)) {
        makeRoom(folder, files, existing);
        if (existing == Existing.CONTINUE && files.exists(new Path(folder, CONFIGURATION))) {
          return directory;
        }
      }
      directory.write(configuration);
      return directory;
    } catch (IOException e) {
      throw new UserMistake(
          "output: %s cannot be written to: %s".formatted(output, e.getMessage()), e);
    }
  }

  /** Writes the configuration, over the one that is there. */
  public void write(RunConfiguration configuration) throws IOException {
    files.mkdirs(folder);
    try (OutputStream out = files.create(new Path(folder, CONFIGURATION), true)) {
      out.write(ConfigurationFile.toYaml(configuration).getBytes(StandardCharsets.UTF_8));
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
          "output: %s exists; go on with that run with --resume, replace it with --overwrite, or name another with --set output=…"
              .formatted(folder));
    }
    if (!files.exists(new Path(folder, CONFIGURATION))) {
      throw new UserMistake(
          "output: %s exists and is not a run (it has no %s); --overwrite and --resume are for runs only"
              .formatted(folder, CONFIGURATION));
    }
    if (existing == Existing.REPLACE) {
      files.delete(folder, true);
    }
  }

  public Path folder() {
    return folder;
  }

  /** Writes rows that were left out, an object a line, in place of what is there. */
  public void writeRejected(RejectedRows rows) throws IOException {
    try (OutputStream out = files.create(new Path(folder, REJECTED), true)) {
      rows.write(out);
    }
  }

  public Path model() {
    return new Path(folder, MODEL);
  }

  public Path checkpoints() {
    return new Path(folder, CHECKPOINTS);
  }

  /**
   * A metrics file that begins with those lines of the present one that stay. File systems that
   * append are few, so it is written anew, and at every moment one of the two files has all of
   * them.
   */
  FSDataOutputStream continueMetrics(MetricsPrefix prefix) throws IOException {
    Path metrics = new Path(folder, METRICS);
    Path kept = new Path(folder, KEPT_METRICS);
    if (!files.exists(kept)) {
      Path part = new Path(folder, KEPT_METRICS + ".part");
      try (OutputStream out = files.create(part, true)) {
        if (files.exists(metrics)) {
          try (InputStream in = files.open(metrics)) {
            prefix.copy(in, out);
          }
        }
      }
      files.rename(part, kept);
    }
    FSDataOutputStream out = files.create(metrics, true);
    try (InputStream in = files.open(kept)) {
      prefix.copy(in, out);
    }
    out.hflush();
    files.delete(kept, false);
    return out;
  }

  /** A new metrics file. */
  FSDataOutputStream createMetrics() throws IOException {
    return files.create(new Path(folder, METRICS), true);
  }
}
