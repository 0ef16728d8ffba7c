package org.sparkprop.driver.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;

/** Files of any Hadoop file system, as sources look at them before Spark does. */
final class SourceFiles {
  private SourceFiles() {}

  /**
   * Checks that a file, folder or pattern is there and holds something.
   *
   * @throws UserMistake otherwise
   */
  static void require(String path, SparkSession spark) {
    try {
      Path pattern = new Path(path);
      FileSystem fileSystem = pattern.getFileSystem(configuration(spark));
      FileStatus[] found = fileSystem.globStatus(pattern);
      if (found == null || found.length == 0) {
        throw new UserMistake("there is no file " + path);
      }
      long bytes = 0;
      for (FileStatus status : found) {
        bytes += fileSystem.getContentSummary(status.getPath()).getLength();
      }
      if (bytes == 0) {
        throw new UserMistake(path + " is empty");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UserMistake(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The bytes of a file, decompressed if its name says so. */
  static InputStream open(String file, SparkSession spark) throws IOException {
    return openAt(file, configuration(spark), 0);
  }

  /**
   * The same from a byte on.
   *
   * @param from counted in what is decompressed
   */
  static InputStream openAt(String file, Configuration hadoop, long from) throws IOException {
    Path path = new Path(file);
    FSDataInputStream bytes = path.getFileSystem(hadoop).open(path);
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
    if (codec == null) {
      bytes.seek(from);
      return bytes;
    }
    InputStream decompressed = codec.createInputStream(bytes);
    decompressed.skipNBytes(from);
    return decompressed;
  }

  /** Whether a file's name says that it is. */
  static boolean isCompressed(String file, Configuration hadoop) {
    return new CompressionCodecFactory(hadoop).getCodec(new Path(file)) != null;
  }

  static long length(String file, Configuration hadoop) throws IOException {
    Path path = new Path(file);
    return path.getFileSystem(hadoop).getFileStatus(path).getLen();
  }

  /**
   * A bad line of a file of lines as a sentence, with its number: the file is read again for it.
   *
   * @param encoding of the file
   * @param isIt whether a line is the one
   */
  static UserMistake explainLine(
      BadRow bad, SparkSession spark, Charset encoding, Predicate<String> isIt) {
    String name = name(bad.file());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(bad.file(), spark), encoding))) {
      long number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (isIt.test(line)) {
          return new UserMistake("%s, line %d: %s".formatted(name, number, bad.message()));
        }
        number++;
      }
      return new UserMistake(name + ": " + bad.message());
    } catch (IOException e) {
      return new UserMistake(name + ": " + bad.message(), e);
    }
  }

  /** A bad row, or file, as a sentence that names the file. */
  static UserMistake explainFile(BadRow bad) {
    return new UserMistake(name(bad.file()) + ": " + bad.message());
  }

  /** The last part of a path, for messages. */
  static String name(String file) {
    return new Path(file).getName();
  }

  private static Configuration configuration(SparkSession spark) {
    return spark.sparkContext().hadoopConfiguration();
  }
}
