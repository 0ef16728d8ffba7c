package org.sparkprop.driver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparkprop.worker.runtime.WorkerRuntime;

/** What the figures were measured on. */
final class Machine {
  private Machine() {}

  /** Names and what they are here, in the order of a table. */
  static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", LocalDate.now().toString());
    facts.put("processor", processor());
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("caches", caches());
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("load before the first measurement", load());
    facts.put("Java", System.getProperty("java.vendor") + " " + Runtime.version());
    facts.put("Spark", versionOf("spark-core_2\\.\\d+"));
    facts.put("ND4J", versionOf("nd4j-api"));
    facts.put("OpenBLAS's kernels, for all who use it", WorkerRuntime.kernels());
    return facts;
  }

  private static String processor() {
    Matcher model =
        Pattern.compile("model name\\s*: (.*)").matcher(Place.textOf(Path.of("/proc/cpuinfo")));
    return model.find() ? model.group(1) : System.getProperty("os.arch");
  }

  private static String caches() {
    return IntStream.range(0, 5)
        .mapToObj(i -> Path.of("/sys/devices/system/cpu/cpu0/cache/index" + i))
        .filter(Files::isDirectory)
        .map(
            cache ->
                "L%s %s %s"
                    .formatted(
                        Place.textOf(cache.resolve("level")),
                        Place.textOf(cache.resolve("type")).toLowerCase(Locale.ROOT),
                        Place.textOf(cache.resolve("size"))))
        .collect(Collectors.joining(", "));
  }

  private static String load() {
    return Place.textOf(Path.of("/proc/loadavg")).replaceAll(" \\d+/.*", "");
  }

  private static String versionOf(String artifact) {
    Matcher jar =
        Pattern.compile("/" + artifact + "-([^/:]*)\\.jar")
            .matcher(System.getProperty("java.class.path"));
    return jar.find() ? jar.group(1) : "unknown";
  }

  /** Whether a command ends well. */
  static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
