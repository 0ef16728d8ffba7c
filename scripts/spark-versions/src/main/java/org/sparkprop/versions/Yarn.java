package org.sparkprop.versions;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * Hadoop's YARN on this machine, on loopback: a resource manager and node managers in this process,
 * containers as processes of their own. Writes {@code yarn-site.xml} and {@code core-site.xml} to a
 * folder when it is up, for {@code HADOOP_CONF_DIR}, and ends when its standard input does.
 */
public final class Yarn {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int NODES = 2;
  private static final int MEGABYTES_A_NODE = 6144;

  private Yarn() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      System.err.println("Yarn: expected one argument, the folder for its settings");
      System.exit(2);
    }
    Path folder = Path.of(arguments[0]);
    Configuration settings = new YarnConfiguration();
    settings.set("fs.defaultFS", "file:///");
    settings.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    settings.setInt(YarnConfiguration.NM_PMEM_MB, MEGABYTES_A_NODE);
    settings.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    // A shared, nearly full disk of a developer's machine is no reason to be given no container.
    settings.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.5f);
    settings.set("yarn.scheduler.capacity.root.queues", "default");
    settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
    settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5");
    for (String server : List.of("resourcemanager", "nodemanager", "timeline-service")) {
      settings.set("yarn." + server + ".bind-host", LOOPBACK);
    }
    try (MiniYARNCluster cluster = new MiniYARNCluster("sparkprop", NODES, 1, 1)) {
      cluster.init(settings);
      cluster.start();
      if (!cluster.waitForNodeManagersToConnect(60_000)) {
        throw new IllegalStateException("the node managers did not come up within a minute");
      }
      Path written = Files.createTempFile(folder, "site", ".part");
      try (OutputStream out = Files.newOutputStream(written)) {
        cluster.getConfig().writeXml(out);
      }
      Files.copy(written, folder.resolve("core-site.xml"), StandardCopyOption.REPLACE_EXISTING);
      Files.move(written, folder.resolve("yarn-site.xml"), StandardCopyOption.ATOMIC_MOVE);
      while (System.in.read() >= 0) {}
    }
    System.exit(0);
  }
}
