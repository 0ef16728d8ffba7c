package org.sparkprop.common.vector;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * One of ND4J's native operations, run on given arrays into given arrays, with one thread.
 *
 * <p>Past ND4J's executioner, for two reasons: what that does around a call (output shapes,
 * profiling) costs more than small operations take, and for some operations it switches oneDNN off
 * and on again for the whole process, under the feet of other tasks.
 */
public final class NativeOperation {
  private final String name;
  private final long hash;

  /** Native memory that only the collector frees: one for each thread, not one for each call. */
  private final ThreadLocal<OpContext> context =
      ThreadLocal.withInitial(() -> Nd4j.getExecutioner().buildContext());

  public NativeOperation(String name) {
    this.name = name;
    this.hash = Nd4j.getExecutioner().getCustomOperations().get(name).getHash();
  }

  /**
   * Runs the operation; {@code outputs} are overwritten.
   *
   * @throws IllegalStateException with the library's own words where it refuses
   */
  public void run(INDArray[] inputs, long[] arguments, INDArray... outputs) {
    NativeOps library = NativeOpsHolder.getInstance().getDeviceNativeOps();
    // A setting of the calling thread: tasks are the parallelism, and sums over a batch have other
    // bits with other numbers of threads.
    library.setOmpNumThreads(1);
    OpContext context = this.context.get();
    context.setIArguments(arguments);
    context.setInputArrays(inputs);
    context.setOutputArrays(outputs);
    int status = library.execCustomOp2(null, hash, context.contextPointer());
    context.purge();
    if (status != 0) {
      throw new IllegalStateException(name + ": " + library.lastErrorMessage());
    }
  }
}
