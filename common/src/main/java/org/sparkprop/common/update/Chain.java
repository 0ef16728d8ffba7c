package org.sparkprop.common.update;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparkprop.common.configuration.Require;

/**
 * Links in the order in which they take part in an update. A chain is settings alone; {@link
 * Updater} runs it.
 */
public record Chain(List<Link> links) {
  public Chain {
    links = List.copyOf(links);
    Set<String> names = new HashSet<>();
    for (Link link : links) {
      String name = UpdateState.name(link);
      Require.that(names.add(name), "links: expected each link once, got %s twice", name);
    }
  }

  public static Chain of(Link... links) {
    return new Chain(List.of(links));
  }

  /**
   * Checks all links against the network.
   *
   * @throws org.sparkprop.common.configuration.ConfigurationException if one does not fit it
   */
  public void check(ParameterLayout layout) {
    links.forEach(link -> link.check(layout));
  }
}
