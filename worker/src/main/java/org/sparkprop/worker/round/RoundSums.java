package org.sparkprop.worker.round;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;

/**
 * A round's sums as they come in from the tasks, merged piece by piece of the vector, however it is
 * cut; every piece in the tree's order. Not thread-safe.
 */
public final class RoundSums {
  private final Merging merging;
  private final Supplier<FlatVector> vectors;
  private final Consumer<FlatVector> spent;
  private final Map<Integer, MergeTree> trees = new HashMap<>();
  private final Set<Integer> merged = new HashSet<>();
  private final List<RoundReport> reports = new ArrayList<>();
  private GradientSum total;
  private FlatVector gradient;
  private int numbersMerged;
  private int shardsReported;
  private long sumBytes;
  private String divergence = "";

  /**
   * Nothing yet.
   *
   * @param vectors gives one of the gradient's length, in which pieces are put together; not asked
   *     where the sums come whole
   */
  public RoundSums(Merging merging, Supplier<FlatVector> vectors) {
    this(merging, vectors, vector -> {});
  }

  /**
   * Nothing yet.
   *
   * @param spent takes vectors of sums that have been added to others or put together with them
   */
  public RoundSums(Merging merging, Supplier<FlatVector> vectors, Consumer<FlatVector> spent) {
    this.merging = merging;
    this.vectors = vectors;
    this.spent = spent;
  }

  /** The same round with nothing in. */
  public RoundSums anew() {
    return new RoundSums(merging, vectors, spent);
  }

  /** Takes a report, with the first piece of its sums if it has that. */
  public void add(RoundReport report) {
    reports.add(report.with(List.of()));
    shardsReported += report.shards();
    divergence = divergence.isEmpty() ? report.divergence() : divergence;
    add(0, report.nodes());
  }

  /**
   * Takes a piece of sums; one that is complete already is not touched.
   *
   * @param from the piece's first number
   * @param nodes each with the piece of its vector
   */
  public void add(int from, List<MergeTree.Node> nodes) {
    if (nodes.isEmpty() || has(from)) {
      return;
    }
    MergeTree tree = trees.computeIfAbsent(from, key -> merging.tree(spent));
    nodes.forEach(tree::add);
    if (tree.isComplete()) {
      trees.remove(from);
      merged.add(from);
      keep(from, tree.total());
    }
  }

  private void keep(int from, GradientSum sum) {
    FlatVector piece = sum.gradient();
    numbersMerged += piece.length();
    if (piece.length() == merging.numbers()) {
      total = sum;
      return;
    }
    if (gradient == null) {
      gradient = vectors.get();
    }
    gradient.setSlice(from, piece);
    spent.accept(piece);
    if (from == 0) {
      total = sum.of(gradient);
    }
  }

  /** Counts bytes that the sums took on their way. */
  public void count(long bytes) {
    sumBytes += bytes;
  }

  /** Whether all shards' sums of the piece that starts there are in. */
  public boolean has(int from) {
    return merged.contains(from);
  }

  private boolean isWhole() {
    return total != null
        && numbersMerged == merging.numbers()
        && shardsReported == merging.shards();
  }

  /** Whether there is nothing to wait for: sums and reports are in, or the round diverged. */
  public boolean isComplete() {
    return isWhole() || !divergence.isEmpty();
  }

  /** What was not finite first, or empty. */
  public String divergence() {
    return divergence;
  }

  /** The sum over all shards, of a round that is complete and did not diverge. */
  public GradientSum total() {
    if (!isWhole()) {
      throw new IllegalStateException("not all shards' sums are in");
    }
    return total;
  }

  /** What the tasks said of themselves, without their sums. */
  public List<RoundReport> reports() {
    return List.copyOf(reports);
  }

  /** How many bytes have been counted. */
  public long sumBytes() {
    return sumBytes;
  }
}
