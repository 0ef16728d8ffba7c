package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/**
 * Data larger than the executors' memory: {@code scripts/bench out-of-core [SIZE…]}. For each size
 * a table is generated; Spark reads and writes it; it is trained on for two epochs, measured and
 * predicted for, each by a driver and executors of their own on a cluster of two workers, while
 * their memory is watched. What was generated is deleted.
 */
final class OutOfCore {
  private static final double GB = 1e9;
  private static final double MIB = 1 << 20;
  private static final String EXECUTOR_MEMORY = "512m";
  private static final String DRIVER_MEMORY = "-Xmx1g";

  private final Place place;
  private final Path cluster;
  private final Path folder;
  private final List<String> settings;

  private OutOfCore(Place place, List<String> settings) {
    this.place = place;
    this.settings = settings;
    this.cluster = place.output().resolve("cluster");
    this.folder = place.output().resolve("out-of-core");
  }

  /**
   * Arguments: sizes such as {@code 6GB}, {@code --work=NAME} for parts of the work, and {@code
   * --conf=KEY=VALUE} for settings of Spark's.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path repository = Path.of("").toAbsolutePath();
    String url = Place.textOf(repository.resolve("driver/target/bench/cluster/url"));
    List<String> sizes = new ArrayList<>();
    List<LargeTable.Work> works = new ArrayList<>();
    List<String> settings = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.startsWith("--work=")) {
        works.add(LargeTable.Work.valueOf(argument.substring(7).toUpperCase(Locale.ROOT)));
      } else if (argument.startsWith("--conf=")) {
        settings.add(argument.substring(7));
      } else {
        sizes.add(argument);
      }
    }
    OutOfCore bench = new OutOfCore(new Place(repository, url, "", false), settings);
    Machine.facts().forEach((name, value) -> System.out.println(name + ": " + value));
    List<ObjectNode> results = new ArrayList<>();
    for (String size : sizes.isEmpty() ? List.of("0.1GB", "1GB", "6GB") : sizes) {
      results.add(bench.run(size, works.isEmpty() ? List.of(LargeTable.Work.values()) : works));
    }
    Files.write(
        bench.place.output().resolve("out-of-core.jsonl"),
        results.stream().map(ObjectNode::toString).toList());
    System.out.println(OutOfCoreTable.markdown(results));
  }

  private ObjectNode run(String size, List<LargeTable.Work> works)
      throws IOException, InterruptedException {
    Path table = folder.resolve("table");
    Files.createDirectories(folder);
    ObjectNode all = Conversation.JSON.createObjectNode().put("size", size);
    try {
      command("scripts/generate-data", "--size", size, "--output", table.toString(), "--overwrite");
      all.put("parquet", FileUtils.sizeOfDirectory(table.toFile()) / GB);
      for (LargeTable.Work work : works) {
        JsonNode done = run(work, table);
        all.set(work.name().toLowerCase(Locale.ROOT), done);
        System.out.printf(Locale.ROOT, "%s %s: %s%n", size, work, done);
        for (String written : List.of("copy", "predictions")) {
          FileUtils.deleteDirectory(folder.resolve(written).toFile());
        }
      }
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
    return all;
  }

  private void command(String... words) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder(words)
            .directory(place.repository().toFile())
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", words) + " ended with status " + status);
    }
  }

  private ObjectNode run(LargeTable.Work work, Path table)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                work.name(),
                place.cluster(),
                place.jar().toString(),
                EXECUTOR_MEMORY,
                table.toString(),
                folder.toString()));
    arguments.addAll(settings);
    List<String> command =
        place.java(List.of(DRIVER_MEMORY), LargeTable.class, arguments.toArray(String[]::new));
    Path log = place.output().resolve("logs/out-of-core-" + work.name() + ".log");
    try (PeerProcess process = new PeerProcess(command, log);
        Watched watched = new Watched(process.pid(), cluster)) {
      ObjectNode answer = (ObjectNode) process.answer();
      for (Map.Entry<String, ResidentMemory> of :
          Map.of("driver", watched.ofDriver(), "executor", watched.ofExecutor()).entrySet()) {
        answer.put(of.getKey() + "Peak", of.getValue().peak() / MIB);
        answer.put(of.getKey() + "Own", of.getValue().own() / MIB);
      }
      return answer.put("disk", watched.disk() / GB);
    }
  }
}
