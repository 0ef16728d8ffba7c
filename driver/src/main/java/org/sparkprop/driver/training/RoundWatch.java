package org.sparkprop.driver.training;

import java.util.Optional;
import org.sparkprop.driver.round.RoundTimes;

/** Looks at the executors round by round. */
interface RoundWatch {
  /** Looks at a round; a sentence for the user where there is something to say. */
  Optional<String> watch(RoundTimes times);
}
