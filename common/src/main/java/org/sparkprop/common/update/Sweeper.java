package org.sparkprop.common.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.sparkprop.common.vector.FlatVector;

/**
 * Gathers what is to be done to every block and does it in one sweep over the memory: a block's
 * weights and step go to arrays of doubles, all actions run on those, and what they change goes
 * back. Blocks run on all processors; since they are independent, and sums are kept by block, no
 * bit depends on that.
 */
final class Sweeper {
  private static final int LEAST_PARALLEL_BLOCKS = 16;
  private static final int CHUNKS_A_THREAD = 4;
  private static final FlatVector[] NONE = {};

  private final int[] offsets;
  private final int[] counts;
  private final int[] spans;
  private final Queue<Scratch> idle = new ConcurrentLinkedQueue<>();
  private final List<Action> actions = new ArrayList<>();
  private final List<Sum> sums = new ArrayList<>();
  private boolean isMoving;

  /** What one action does to the block of that number. */
  @FunctionalInterface
  private interface NumberedStep {
    void apply(Block block, int number);
  }

  /** An action, the vectors that it sees, and those of them that go back. */
  private record Action(NumberedStep step, FlatVector[] vectors, FlatVector[] written) {}

  /** The arrays of one thread, which last as long as the sweeper. */
  private static final class Scratch {
    private final Block block = new Block();
    private double[][] vectors = {};

    double[][] vectors(int count) {
      if (vectors.length < count) {
        vectors = new double[count][Block.LENGTH];
      }
      return vectors;
    }
  }

  Sweeper(ParameterLayout layout) {
    List<int[]> blocks = new ArrayList<>();
    for (int span = 0; span < layout.spans().size(); span++) {
      ParameterLayout.Span of = layout.spans().get(span);
      for (int from = 0; from < of.length(); from += Block.LENGTH) {
        int count = Math.min(Block.LENGTH, of.length() - from);
        blocks.add(new int[] {of.offset() + from, count, span});
      }
    }
    offsets = blocks.stream().mapToInt(b -> b[0]).toArray();
    counts = blocks.stream().mapToInt(b -> b[1]).toArray();
    spans = blocks.stream().mapToInt(b -> b[2]).toArray();
  }

  /** To which span each block belongs. */
  int[] spans() {
    return spans;
  }

  void add(BlockStep step, FlatVector... vectors) {
    actions.add(new Action((block, number) -> step.apply(block), vectors, vectors));
  }

  /** Adds a step that overwrites the weights. */
  void addMove(BlockStep step, FlatVector... vectors) {
    add(step, vectors);
    isMoving = true;
  }

  void add(Sum sum, BlockSum addend, FlatVector... vectors) {
    actions.add(
        new Action((block, number) -> sum.setPart(number, addend.of(block)), vectors, NONE));
    sums.add(sum);
  }

  /** Does all that was added, and forgets it. */
  void sweep(FlatVector weights, FlatVector step) {
    if (actions.isEmpty()) {
      return;
    }
    int threads = ForkJoinPool.getCommonPoolParallelism() + 1;
    int chunks =
        offsets.length < LEAST_PARALLEL_BLOCKS
            ? 1
            : Math.min(offsets.length, CHUNKS_A_THREAD * threads);
    IntStream range = IntStream.range(0, chunks);
    (chunks > 1 ? range.parallel() : range)
        .forEach(
            chunk -> {
              Scratch scratch = idle.poll();
              scratch = scratch == null ? new Scratch() : scratch;
              int from = (int) ((long) offsets.length * chunk / chunks);
              int to = (int) ((long) offsets.length * (chunk + 1) / chunks);
              for (int number = from; number < to; number++) {
                run(number, scratch, weights, step);
              }
              idle.add(scratch);
            });
    sums.forEach(Sum::setKnown);
    sums.clear();
    actions.clear();
    isMoving = false;
  }

  private void run(int number, Scratch scratch, FlatVector weights, FlatVector step) {
    int offset = offsets[number];
    int count = counts[number];
    Block block = scratch.block;
    block.set(count, spans[number]);
    weights.read(offset, count, block.weights());
    step.read(offset, count, block.step());
    boolean isChanging = false;
    for (Action action : actions) {
      FlatVector[] seen = action.vectors;
      double[][] arrays = scratch.vectors(seen.length);
      for (int i = 0; i < seen.length; i++) {
        seen[i].read(offset, count, arrays[i]);
      }
      block.setVectors(arrays);
      action.step.apply(block, number);
      for (int i = 0; i < action.written.length; i++) {
        action.written[i].write(offset, count, arrays[i]);
      }
      isChanging |= action.written == seen;
    }
    // A step that has been taken is not looked at again.
    if (isMoving) {
      weights.write(offset, count, block.weights());
    } else if (isChanging) {
      step.write(offset, count, block.step());
    }
  }
}
