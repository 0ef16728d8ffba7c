package org.sparkprop.driver.bench;

import java.util.List;
import java.util.Optional;

/** A library, with a way of running it, that trains networks in a process of its own. */
interface Peer {
  /** As tables call it. */
  String name();

  /** What it is run with, for those who read the figures. */
  String runWith();

  /** Why it cannot be measured on this machine. */
  default Optional<String> missing(Place place) {
    return Optional.empty();
  }

  /** What starts a process that speaks as {@link Conversation} does. */
  List<String> command(Place place);
}
