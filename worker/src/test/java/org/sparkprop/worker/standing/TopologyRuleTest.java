package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.compression.None;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.Span;

/** Which topology is chosen, and how the vector is cut for it. */
class TopologyRuleTest {
  private static Topology choice(int executors, long bytes) {
    return new TopologyRule(executors, bytes).choice();
  }

  @Test
  void fewExecutorsAndSmallVectorsKeepTheStar() {
    assertEquals(Topology.STAR, choice(1, 0));
    assertEquals(Topology.STAR, choice(1, 4L << 30));
    assertEquals(Topology.STAR, choice(2, 4L << 30));
    assertEquals(Topology.STAR, choice(3, 400_000));
    assertEquals(Topology.STAR, choice(100, 4_000));
  }

  @Test
  void manyExecutorsOrLargeVectorsTakePeers() {
    assertEquals(Topology.PEERS, choice(3, 500_000));
    assertEquals(Topology.PEERS, choice(100, 2_000_000));
  }

  @Test
  void theStarsTimeGrowsWithTheExecutorsAndThatOfPeersHardlyDoes() {
    long vector = 200_000_000;
    double star = new TopologyRule(100, vector).seconds(Topology.STAR);
    double peers = new TopologyRule(100, vector).seconds(Topology.PEERS);
    assertEquals(10, star / new TopologyRule(10, vector).seconds(Topology.STAR), 0.1);
    assertTrue(peers < 1.1 * new TopologyRule(10, vector).seconds(Topology.PEERS));
    assertThrows(IllegalArgumentException.class, () -> new TopologyRule(0, 1));
  }

  private static MeetingPlace place(String topology) {
    return new MeetingPlace(
        "run", "", 0, "", 2, new Merging(1, 2, Precision.FLOAT32, new None()), topology, false);
  }

  @Test
  void aSettingForcesIt() {
    assertEquals(Topology.PEERS, place("peers").topology(1));
    assertEquals(Topology.STAR, place("star").topology(1000));
    assertEquals(Topology.STAR, place("auto").topology(2));
    UserMistake mistake = assertThrows(UserMistake.class, () -> place("ring"));
    assertEquals(
        "spark.sparkprop.standing.topology: expected one of [auto, star, peers], got ring",
        mistake.getMessage());
  }

  @Test
  void piecesCoverTheVectorAndOwnersHaveNeighbouringOnes() {
    for (int length : new int[] {0, 1, 16_384, 16_385, 65_536, 65_537, 535_818, 50_000_000}) {
      for (int executors : new int[] {1, 2, 3, 7, 100}) {
        Slices slices = Slices.of(length, executors);
        Pieces pieces = slices.pieces();
        int end = 0;
        int owner = 0;
        for (int piece = 0; piece < pieces.count(); piece++) {
          Span span = pieces.span(piece);
          assertEquals(end, span.from());
          assertTrue(span.count() > 0 || length == 0);
          assertTrue(span.count() <= 65_536);
          assertEquals(piece, length == 0 ? 0 : pieces.pieceAt(span.from()));
          assertTrue(slices.owner(piece) == owner || slices.owner(piece) == owner + 1);
          owner = slices.owner(piece);
          assertTrue(slices.ofOwner(owner).contains(piece));
          end = span.end();
        }
        assertEquals(length, end);
        assertTrue(owner < executors);
        List<Integer> first = slices.ofOwner(0);
        assertTrue(first.size() <= Math.max(1, (pieces.count() + owner) / (owner + 1)));
      }
    }
  }
}
