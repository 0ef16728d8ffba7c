package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.sparkprop.driver.cli.OneAfterAnother;

/**
 * One Spark application that trains the digits example as often as it is asked to: a process of
 * {@code scripts/sparkprop}, with the jar, in which {@link OneAfterAnother} runs.
 */
final class Application implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader said;
  private final BufferedWriter asked;

  /**
   * Starts it.
   *
   * @param folder for its jar
   * @param executors how many have to be there before each training; 0 in local mode
   * @param where options of spark-submit
   */
  Application(Path folder, int executors, List<String> where) throws IOException {
    List<String> command = new ArrayList<>(List.of("scripts/sparkprop"));
    command.addAll(List.of("--class", OneAfterAnother.class.getName()));
    command.addAll(List.of("--jars", jar(folder).toString()));
    command.addAll(where);
    command.addAll(List.of(Integer.toString(executors), "scripts/examples/digits/digits.yaml"));
    this.process = Processes.start(command);
    this.said = process.inputReader();
    this.asked = process.outputWriter();
  }

  /** The main class is of the tests, and not in the jar that users submit. */
  private static Path jar(Path folder) throws IOException {
    String entry = OneAfterAnother.class.getName().replace('.', '/') + ".class";
    Path jar = Files.createTempFile(folder, "one-after-another", ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = OneAfterAnother.class.getResourceAsStream("/" + entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
    }
    return jar;
  }

  /**
   * Trains, which has to succeed, showing its lines to {@code watcher} as they come.
   *
   * @return what it has said
   */
  String train(Path output, Consumer<String> watcher, List<String> overrides) throws IOException {
    List<String> training = new ArrayList<>(List.of(output.toString()));
    training.addAll(overrides);
    ask(JSON.writeValueAsString(training));
    StringBuilder text = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.equals("ended " + output)) {
        return text.toString();
      }
      text.append(line).append('\n');
      watcher.accept(line);
    }
    return fail("the application ended while it trained:\n" + text);
  }

  private void ask(String line) {
    try {
      asked.write(line);
      asked.newLine();
      asked.flush();
    } catch (IOException e) {
      // It has ended before its time, and why is among what it has said.
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    asked.close();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
