package org.sparkprop.driver.model;

import java.io.Serializable;
import java.util.function.Consumer;
import org.sparkprop.driver.source.BadRow;
import org.sparkprop.driver.source.BadRowException;

/** What becomes of a row that cannot be used, in a task: it ends the job, or is left out. */
@FunctionalInterface
public interface Rejection extends Consumer<BadRow>, Serializable {
  /** The job ends with a {@link BadRowException}. */
  Rejection FAILING =
      row -> {
        throw new BadRowException(row);
      };
}
