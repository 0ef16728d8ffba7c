package org.sparkprop.driver.files;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** File systems as the project writes to them. */
public final class Storage {
  private Storage() {}

  /**
   * The file system of a path; for the local disk the plain one, which leaves no hidden checksum
   * file beside each file (the project's formats carry their own).
   */
  public static FileSystem of(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof LocalFileSystem local ? new LocalDisk(local.getRawFileSystem()) : files;
  }
}
