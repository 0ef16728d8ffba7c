package org.sparkprop.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.worker.standing.MeetingPlace;

/**
 * The command {@code train} again and again in one Spark application, for tests: a process for each
 * training would spend most of its time on starting. Arguments: how many executors to wait for
 * before each training, and the configuration. Each line of standard input is a training: a JSON
 * list of its output folder and of {@code key=value} overrides, of which the settings of Spark's
 * that say how vectors travel may be some. A line {@code ended FOLDER} tells of its end.
 */
public final class OneAfterAnother {
  private static final long WAIT_NANOS = 120_000_000_000L;
  private static final List<String> SETTINGS =
      List.of(MeetingPlace.TOPOLOGY, MeetingPlace.SHARED_MEMORY);

  private OneAfterAnother() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int executors = Integer.parseInt(arguments[0]);
    Path file = Path.of(arguments[1]);
    try (SparkSession spark = Sessions.open("one after another")) {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<String> training = List.of(new ObjectMapper().readValue(line, String[].class));
        String output = training.get(0);
        awaitExecutors(spark, executors);
        train(spark, file, output, training.subList(1, training.size()));
        System.out.println("ended " + output);
      }
    }
  }

  private static void train(SparkSession spark, Path file, String output, List<String> settings)
      throws IOException {
    // The engine reads it from here for each run.
    SparkConf conf = SparkEnv.get().conf();
    SETTINGS.forEach(conf::remove);
    List<String> overrides = new ArrayList<>(List.of("output=" + output));
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (SETTINGS.contains(setting.substring(0, equals))) {
        conf.set(setting.substring(0, equals), setting.substring(equals + 1));
      } else {
        overrides.add(setting);
      }
    }
    RunConfiguration configuration = ConfigurationFile.load(file, overrides);
    int status = new TrainCommand().train(spark, configuration, output);
    if (status != 0) {
      throw new IllegalStateException("status " + status);
    }
  }

  /** The driver is counted along with the executors. */
  private static void awaitExecutors(SparkSession spark, int executors)
      throws InterruptedException {
    long since = System.nanoTime();
    while (spark.sparkContext().statusTracker().getExecutorInfos().length - 1 < executors) {
      if (System.nanoTime() - since > WAIT_NANOS) {
        throw new IllegalStateException("there are not %d executors".formatted(executors));
      }
      Thread.sleep(50);
    }
  }
}
