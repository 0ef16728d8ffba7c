package org.sparkprop.worker.standing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** Does something for many pieces, a bounded number of them at a time. */
final class Window {
  /** How many pieces are under way at once: 8 MiB of the largest ones in float32. */
  private static final int WIDTH = 32;

  private Window() {}

  /** Done when all are; ends with the first failure that it comes to. */
  static CompletableFuture<Void> forEach(
      List<Integer> pieces, IntFunction<CompletableFuture<Void>> action) {
    CompletableFuture<?>[] lanes = new CompletableFuture<?>[Math.min(WIDTH, pieces.size())];
    for (int lane = 0; lane < lanes.length; lane++) {
      lanes[lane] = lane(pieces, lane, action);
    }
    return allOf(lanes);
  }

  private static CompletableFuture<Void> lane(
      List<Integer> pieces, int at, IntFunction<CompletableFuture<Void>> action) {
    if (at >= pieces.size()) {
      return CompletableFuture.completedFuture(null);
    }
    return action.apply(pieces.get(at)).thenCompose(done -> lane(pieces, at + WIDTH, action));
  }

  /** Done when all are, or failed as soon as one has failed: nobody waits for what cannot come. */
  static CompletableFuture<Void> allOf(CompletableFuture<?>... parts) {
    CompletableFuture<?>[] ends = new CompletableFuture<?>[parts.length + 1];
    for (int i = 0; i < parts.length; i++) {
      // Fails with the part, and otherwise never ends.
      ends[i] = parts[i].thenCompose(done -> new CompletableFuture<Void>());
    }
    ends[parts.length] = CompletableFuture.allOf(parts);
    return CompletableFuture.anyOf(ends).thenApply(done -> null);
  }
}
