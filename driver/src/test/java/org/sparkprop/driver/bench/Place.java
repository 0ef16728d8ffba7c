package org.sparkprop.driver.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where peers find what they are started with.
 *
 * @param repository its root
 * @param cluster the master's URL of a cluster with at least four workers of one core
 * @param deeplearning4j the class path, or empty
 */
record Place(Path repository, String cluster, String deeplearning4j, boolean hasPytorch) {
  /** The project's jar, for executors. */
  Path jar() {
    return repository.resolve("driver/target/sparkprop.jar");
  }

  /** Where results and logs go. */
  Path output() {
    return repository.resolve("driver/target/bench");
  }

  /** A JVM with this one's class path. */
  List<String> java(List<String> options, Class<?> main, String... arguments) {
    return java(options, System.getProperty("java.class.path"), main.getName(), arguments);
  }

  /** A JVM with this one's open modules, but with its own memory, and modules by option only. */
  List<String> java(List<String> options, String classPath, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-Xm"))
        .filter(argument -> !argument.contains("jdk.incubator.vector"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** What stands in a file, or nothing where there is none. */
  static String textOf(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
