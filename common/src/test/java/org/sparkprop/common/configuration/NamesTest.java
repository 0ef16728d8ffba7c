package org.sparkprop.common.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void camelBecomesKebab() {
    assertEquals("learning-rate", Names.kebab("learningRate"));
    assertEquals("convolution-2d", Names.kebab("Convolution2d"));
    assertEquals("max-pool-1d", Names.kebab("MaxPool1d"));
    assertEquals("beta1", Names.kebab("beta1"));
    assertEquals("very-fancy", Names.kebab("very_fancy"));
  }

  @Test
  void theNearestName() {
    List<String> known = List.of("batch-size", "epochs", "seed", "shards");
    assertEquals(Optional.of("batch-size"), Names.nearest("batchsize", known));
    assertEquals(Optional.of("batch-size"), Names.nearest("Batch_Size", known));
    assertEquals(Optional.of("seed"), Names.nearest("sede", known));
    assertEquals(Optional.empty(), Names.nearest("momentum", known));
  }

  @Test
  void distanceCountsASwapOnce() {
    assertEquals(0, Names.distance("Same", "same"));
    assertEquals(1, Names.distance("sede", "seed"));
    assertEquals(3, Names.distance("kitten", "sitting"));
    assertEquals(4, Names.distance("", "four"));
  }

  @Test
  void manyNamesAreCutShort() {
    assertEquals("a, a", Names.some(Collections.nCopies(2, "a")));
    assertEquals(
        String.join(", ", Collections.nCopies(20, "a")) + " and 5 more",
        Names.some(Collections.nCopies(25, "a")));
  }
}
