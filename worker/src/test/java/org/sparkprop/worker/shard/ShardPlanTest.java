package org.sparkprop.worker.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

class ShardPlanTest {
  @Test
  void shardsCoverTheRowsInOrderAndDifferByAtMostOne() {
    ShardPlan plan = new ShardPlan(4, 10, new long[] {0, 5, 0, 9, 0}, new long[5], new long[5]);
    assertEquals(14, plan.rows());
    assertEquals(
        List.of(4, 4, 3, 3),
        List.of(plan.rowsOf(0), plan.rowsOf(1), plan.rowsOf(2), plan.rowsOf(3)));
    assertEquals(11, plan.bucketAt(0));
    assertEquals(11, plan.bucketAt(4));
    assertEquals(13, plan.bucketAt(5));
    assertEquals(13, plan.bucketAt(13));
  }

  private static List<byte[]> rows(int count) {
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Every tenth row is a copy of one and the same.
      rows.add(("row " + (i % 10 == 0 ? 0 : i)).getBytes(StandardCharsets.UTF_8));
    }
    return rows;
  }

  /** The rows of each part in their order, as bucketing and sorting give them. */
  private static Map<Part, List<String>> ordered(List<byte[]> rows, RowPlacement placement) {
    return ordered(rows, placement, 1);
  }

  /** The same with each bucket sorted in so many ranges of its order, one after another. */
  private static Map<Part, List<String>> ordered(
      List<byte[]> rows, RowPlacement placement, int ranges) {
    Map<Integer, List<byte[]>> blocks = new TreeMap<>();
    Iterator<Tuple2<Integer, byte[]>> collected =
        RowBlocks.collect(
            rows.stream().map(row -> new RowBlocks.Incoming(row, false)).iterator(), placement);
    while (collected.hasNext()) {
      Tuple2<Integer, byte[]> block = collected.next();
      blocks.computeIfAbsent(block._1, b -> new ArrayList<>()).add(block._2);
    }
    Map<Part, List<String>> result = new TreeMap<>();
    for (Part part : Part.values()) {
      List<String> all = new ArrayList<>();
      for (int b = 0; b < placement.bucketsPerPart(); b++) {
        List<byte[]> ofBucket = blocks.getOrDefault(placement.firstBucket(part) + b, List.of());
        for (int range = 0; range < ranges; range++) {
          RowBlocks.Bucket found = RowBlocks.sorted(ofBucket.iterator(), placement, range, ranges);
          for (RowBlocks.PlacedRow row : found.rows()) {
            all.add(StandardCharsets.UTF_8.decode(row.content()).toString());
          }
        }
      }
      result.put(part, all);
    }
    return result;
  }

  @Test
  void theOrderOfRowsDependsNeitherOnTheirArrivalNorOnTheBuckets() {
    List<byte[]> rows = rows(3000);
    Map<Part, List<String>> expected = ordered(rows, new RowPlacement(0.2, 0.1, 7, 42, 1));
    for (int buckets : new int[] {2, 7, 64}) {
      Collections.shuffle(rows, new Random(buckets));
      assertEquals(expected, ordered(rows, new RowPlacement(0.2, 0.1, 7, 42, buckets)));
    }
  }

  @Test
  void aBucketThatIsTooLargeForMemoryIsSortedInRangesToTheSameOrder() {
    List<byte[]> rows = rows(3000);
    RowPlacement placement = new RowPlacement(0.2, 0.1, 7, 42, 4);
    Map<Part, List<String>> expected = ordered(rows, placement);
    for (int ranges : new int[] {2, 3, 100, RowPlacement.MOST_RANGES / 256}) {
      assertEquals(expected, ordered(rows, placement, ranges));
    }
  }

  @Test
  void asManyRangesAsKeepABucketsRowsWithin64MiB() {
    long mib = 1L << 20;
    long[] bytes = {0, 64 * mib, 64 * mib + 1, 6400 * mib};
    ShardPlan plan = new ShardPlan(1, 10, new long[] {0, 1, 2, 3}, bytes, new long[4]);
    assertEquals(
        List.of(1, 1, 2, 100),
        List.of(plan.rangesOf(10), plan.rangesOf(11), plan.rangesOf(12), plan.rangesOf(13)));
  }

  @Test
  void sharesAreKeptAndCopiesStayTogether() {
    Map<Part, List<String>> parts = ordered(rows(20_000), new RowPlacement(0.2, 0.1, 7, 42, 16));
    long copies = 0;
    for (List<String> part : parts.values()) {
      long here = part.stream().filter("row 0"::equals).count();
      assertTrue(here == 0 || here == 2000, "copies here: " + here);
      copies += here;
    }
    assertEquals(2000, copies);
    // 18,000 different rows: three standard deviations of a share of 0.2 are 0.9%.
    long test = parts.get(Part.TEST).stream().filter(r -> !r.equals("row 0")).count();
    assertEquals(0.2, test / 18_000.0, 0.009);
    int all = parts.values().stream().mapToInt(List::size).sum();
    assertEquals(20_000, all);
  }

  @Test
  void anotherSeedGivesAnotherOrderAndAnotherSplit() {
    Map<Part, List<String>> one = ordered(rows(1000), new RowPlacement(0.2, 0, 7, 42, 4));
    Map<Part, List<String>> order = ordered(rows(1000), new RowPlacement(0.2, 0, 7, 43, 4));
    Map<Part, List<String>> split = ordered(rows(1000), new RowPlacement(0.2, 0, 8, 42, 4));
    assertTrue(!one.get(Part.TRAINING).equals(order.get(Part.TRAINING)));
    assertEquals(one.get(Part.TEST).size(), order.get(Part.TEST).size());
    assertTrue(!one.get(Part.TEST).equals(split.get(Part.TEST)));
  }
}
