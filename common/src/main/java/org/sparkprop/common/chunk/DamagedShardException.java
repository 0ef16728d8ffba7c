package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.file.Path;

/** A shard file is not as it was written. */
public final class DamagedShardException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedShardException(Path file, String what) {
    super(file + " is damaged: " + what);
  }
}
