package org.sparkprop.worker.round;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RoundPlanTest {
  @Test
  void everyRowCountsOnceAnEpochAndBatchesAreFullButTheLast() {
    for (long rows : new long[] {1, 2, 7, 100, 1797}) {
      for (int shards : new int[] {1, 2, 3, 8, 13}) {
        for (long batch : new long[] {1, 3, 64, 100, 5000}) {
          if (shards > rows) {
            continue;
          }
          RoundPlan plan = new RoundPlan(rows, shards, batch);
          int[] next = new int[shards];
          for (long round = 0; round < plan.roundsPerEpoch(); round++) {
            long inRound = 0;
            int smallest = Integer.MAX_VALUE;
            int largest = 0;
            for (int s = 0; s < shards; s++) {
              assertEquals(next[s], plan.sliceStart(s, round));
              int size = plan.sliceEnd(s, round) - plan.sliceStart(s, round);
              next[s] += size;
              inRound += size;
              smallest = Math.min(smallest, size);
              largest = Math.max(largest, size);
            }
            assertEquals(plan.rowsOfRound(round), inRound);
            assertTrue(largest - smallest <= 1, "slices differ by more than a row");
            boolean last = round == plan.roundsPerEpoch() - 1;
            assertTrue(last || inRound == batch);
          }
          for (int s = 0; s < shards; s++) {
            // Shard s has one row more than the others where it is among the first rows mod shards.
            assertEquals(rows / shards + (s < rows % shards ? 1 : 0), next[s]);
          }
        }
      }
    }
  }

  @Test
  void anEpochsOrderIsAPermutationThatChangesWithTheEpoch() {
    for (int rows : new int[] {1, 2, 255, 256, 257, 70_000, 131_072, 200_001}) {
      EpochOrder order = new EpochOrder(rows, 5, 1, 3);
      boolean[] seen = new boolean[rows];
      int[] cuts = {0, rows / 3, rows / 2, rows};
      for (int i = 0; i < cuts.length - 1; i++) {
        int[] slice = order.rows(cuts[i], cuts[i + 1]);
        int[] ascending = slice.clone();
        Arrays.sort(ascending);
        assertArrayEquals(ascending, slice);
        for (int row : slice) {
          assertFalse(seen[row], "row " + row + " twice");
          seen[row] = true;
        }
      }
      for (boolean one : seen) {
        assertTrue(one);
      }
    }
    int[] first = new EpochOrder(1000, 5, 1, 3).rows(0, 100);
    assertArrayEquals(first, new EpochOrder(1000, 5, 1, 3).rows(0, 100));
    assertFalse(Arrays.equals(first, new EpochOrder(1000, 5, 2, 3).rows(0, 100)));
    assertFalse(Arrays.equals(first, new EpochOrder(1000, 5, 1, 4).rows(0, 100)));
    assertFalse(Arrays.equals(first, new EpochOrder(1000, 6, 1, 3).rows(0, 100)));
  }

  @Test
  void aSliceIsTheSameWhateverWasAskedBefore() {
    EpochOrder forward = new EpochOrder(200_000, 9, 4, 0);
    forward.rows(0, 150_000);
    int[] afterOthers = forward.rows(66_000, 66_500);
    assertArrayEquals(new EpochOrder(200_000, 9, 4, 0).rows(66_000, 66_500), afterOthers);
  }

  @Test
  void rowsByThoseOfTheRoundBefore() {
    RoundPlan plan = new RoundPlan(10, 2, 4);
    assertEquals(2, plan.rowsByThoseBefore(0), "four after the two that ended the epoch before");
    assertEquals(1, plan.rowsByThoseBefore(1));
    assertEquals(0.5, plan.rowsByThoseBefore(2));
    assertEquals(1, new RoundPlan(10, 2, 10).rowsByThoseBefore(0), "one round an epoch");
  }
}
