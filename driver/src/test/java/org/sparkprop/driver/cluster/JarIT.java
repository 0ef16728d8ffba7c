package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.sparkprop.driver.Examples;

/** What is in the jar for spark-submit, and what is not. */
class JarIT {
  /** Its native part knows it by its name; a cluster's own would do as well. */
  private static final String JNA = "com/sun/jna/";

  private static final List<String> PACKAGES =
      List.of(
          "org/sparkprop/", "org/nd4j/", "org/bytedeco/", "org/eclipse/", "javax/annotation/", JNA);

  private static final List<String> NEVER =
      List.of("breeze", "org/apache/spark", "scala/", "org/tensorflow", "onnx/", "com/fasterxml");

  private static JarFile open() throws IOException {
    File jar = Examples.repository().resolve("driver/target/sparkprop.jar").toFile();
    return new JarFile(jar);
  }

  @Test
  void onlyWhatIsItsOwnOrRelocated() throws IOException {
    TreeSet<String> strangers = new TreeSet<>();
    int classes = 0;
    try (JarFile jar = open()) {
      for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
        String name = e.nextElement().getName();
        assertTrue(NEVER.stream().noneMatch(name::startsWith), name);
        if (name.endsWith(".class")) {
          classes++;
          if (PACKAGES.stream().noneMatch(name::startsWith)) {
            strangers.add(name);
          }
        }
      }
      assertEquals(
          "org.sparkprop.driver.Main",
          jar.getManifest().getMainAttributes().getValue("Main-Class"));
    }
    assertTrue(classes > 1000, "so few classes: " + classes);
    assertEquals(new TreeSet<>(), strangers, "a cluster may have these in other versions");
  }

  @Test
  void theNativeLibrariesOfOnePlatform() throws IOException {
    TreeSet<String> platforms = new TreeSet<>();
    TreeSet<String> ofJna = new TreeSet<>();
    try (JarFile jar = open()) {
      for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
        String name = e.nextElement().getName();
        if (name.startsWith(JNA) && name.contains("jnidispatch")) {
          ofJna.add(name);
        } else if (name.matches(".*\\.(so|dylib|dll)(\\.[0-9]+)*")) {
          platforms.add(
              name.replaceFirst(".*/([a-z]+-[a-z0-9_]+)(-avx.*|-onednn.*)?/[^/]*$", "$1"));
        }
      }
    }
    assertEquals(1, platforms.size(), platforms::toString);
    assertEquals(Set.of(JNA + "linux-x86-64/libjnidispatch.so"), ofJna);
  }
}
