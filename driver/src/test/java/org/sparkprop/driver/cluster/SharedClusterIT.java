package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.driver.Examples;

/**
 * What the managers of a shared cluster switch on: executors that come by demand, workers that are
 * asked to leave, and the log of events with its server. The weights are those of local mode, and
 * the log of events says that it has happened.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class SharedClusterIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Enough for an executor to go between two of an engine's jobs, and for rounds without it. */
  private static final Map<String, List<String>> UNTIL_IT_IS_GONE =
      Map.of("standing", List.of("training.epochs=200"), "job", List.of("training.epochs=40"));

  private static final Map<List<String>, String> UNDISTURBED = new HashMap<>();

  @TempDir static Path folder;

  /** Of the weights in local mode. */
  private static String undisturbed(List<String> overrides) throws Exception {
    if (!UNDISTURBED.containsKey(overrides)) {
      Path output = folder.resolve("alone-" + UNDISTURBED.size());
      List<String> command = training(output, overrides);
      command.addAll(List.of("--master", "local[2]", "--driver-memory", "2g"));
      Processes.run(command, line -> {});
      UNDISTURBED.put(overrides, Processes.sha256OfWeights(output));
    }
    return UNDISTURBED.get(overrides);
  }

  private static List<String> training(Path output, List<String> overrides) {
    List<String> command = Processes.trainDigits(output);
    overrides.forEach(override -> command.addAll(List.of("--set", override)));
    return command;
  }

  /** Rounds of some seconds: Spark asks for executors when tasks have waited for one. */
  @Test
  void executorsThatComeByDemand() throws Exception {
    Path events = Files.createDirectories(folder.resolve("events-demand"));
    try (Cluster cluster = new Cluster(folder.resolve("cluster-demand"), 3)) {
      train(
          cluster,
          events,
          line -> {},
          "standing",
          List.of(
              "training.epochs=5",
              "training.batch-size=full",
              "network.layers=[{dense: {units: 4096, activation: relu}}, {dense: {units: 4096,"
                  + " activation: relu}}, {dense: {units: 10}}]"),
          "spark.driver.memory=2g",
          "spark.dynamicAllocation.enabled=true",
          "spark.dynamicAllocation.shuffleTracking.enabled=true",
          "spark.dynamicAllocation.minExecutors=1",
          "spark.dynamicAllocation.maxExecutors=3",
          "spark.executor.cores=1");
    }
    assertTrue(count(events, "SparkListenerExecutorAdded") > 1);
    assertServed(events);
  }

  /**
   * The second of three workers is to go, as before its machine is turned off: its executor ends
   * when no task runs on it any more and its shuffled rows are with others.
   */
  @Test
  void aWorkerThatIsAskedToLeave() throws Exception {
    for (String rounds : List.of("standing", "job")) {
      Path events = Files.createDirectories(folder.resolve("events-leaving-" + rounds));
      try (Cluster cluster =
          new Cluster(
              folder.resolve("cluster-leaving-" + rounds),
              3,
              "spark.decommission.enabled=true",
              "spark.storage.decommission.enabled=true",
              "spark.storage.decommission.shuffleBlocks.enabled=true",
              "spark.storage.decommission.replicationReattemptInterval=1s")) {
        Once leave = new Once("epoch 3 ", () -> cluster.askToLeave(2));
        train(cluster, events, leave, rounds, UNTIL_IT_IS_GONE.get(rounds));
        assertTrue(leave.isDone());
      }
      assertEquals(1, count(events, "SparkListenerExecutorRemoved"), rounds);
    }
  }

  private static void train(
      Cluster cluster,
      Path events,
      Consumer<String> watcher,
      String rounds,
      List<String> overrides,
      String... settings)
      throws Exception {
    Path output = folder.resolve("trained-" + events.getFileName());
    List<String> command = training(output, overrides);
    command.addAll(List.of("--set", "training.rounds=" + rounds));
    command.addAll(cluster.options());
    List<String> all = new ArrayList<>(Arrays.asList(settings));
    all.add("spark.eventLog.enabled=true");
    all.add("spark.eventLog.compress=false");
    all.add("spark.eventLog.rolling.enabled=false");
    all.add("spark.eventLog.dir=" + events.toUri());
    all.forEach(setting -> command.addAll(List.of("--conf", setting)));
    Processes.run(command, watcher);
    assertEquals(undisturbed(overrides), Processes.sha256OfWeights(output), events::toString);
  }

  /** How many events of a name there are in the log of the one application in a folder. */
  private static long count(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      long count = 0;
      for (String line : Files.readAllLines(files.findFirst().orElseThrow())) {
        count += JSON.readTree(line).path("Event").asText().equals(name) ? 1 : 0;
      }
      return count;
    }
  }

  /** Spark's history server shows the application that has ended, and what its jobs were. */
  private static void assertServed(Path events) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            "-c",
            "source scripts/spark-env.sh; exec \"$java_command\" \"${java_modules[@]}\""
                + " -Dspark.history.ui.port=$1 -Dspark.history.fs.logDirectory=$2"
                + " -cp \"$built_spark_home/jars/*\""
                + " org.apache.spark.deploy.history.HistoryServer",
            "history",
            Integer.toString(port),
            events.toUri().toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.directory(Examples.repository().toFile());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("history.log").toFile());
    Process server = builder.start();
    try {
      String api = "http://127.0.0.1:" + port + "/api/v1/applications";
      JsonNode applications = get(api, server);
      while (applications.isEmpty() && server.isAlive()) {
        TimeUnit.MILLISECONDS.sleep(200);
        applications = get(api, server);
      }
      assertEquals(1, applications.size());
      JsonNode application = applications.get(0);
      assertTrue(application.get("attempts").get(0).get("completed").asBoolean());
      JsonNode jobs = get(api + "/" + application.get("id").asText() + "/jobs", server);
      assertTrue(
          StreamSupport.stream(Spliterators.spliteratorUnknownSize(jobs.iterator(), 0), false)
              .anyMatch(job -> job.path("description").asText().contains("epoch 5 of 5")),
          jobs::toString);
    } finally {
      server.destroyForcibly();
    }
  }

  private static JsonNode get(String address, Process server) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    while (true) {
      try {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
      } catch (ConnectException e) {
        assertTrue(server.isAlive(), () -> "the history server has ended");
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }
}
