package org.sparkprop.worker.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Sets up the native libraries of a JVM, executor or driver, so that nobody has to learn their
 * properties:
 *
 * <ul>
 *   <li>BLAS and ND4J run with one thread for each caller: tasks are the parallelism, products of
 *       two tasks with two threads each take twice as long, and the number of threads would change
 *       the bits;
 *   <li>OpenBLAS is told which kernels fit the processor ({@link BlasKernels});
 *   <li>JavaCPP's two limits on memory are lifted, unless the user set them: they count pages of
 *       files as the process's own and end in errors that have nothing to do with memory. What a
 *       task needs is worked out by the driver beforehand;
 *   <li>JavaCPP unpacks its libraries under the user's home, or under the temporary folder where
 *       the home cannot be written to, as on many clusters.
 * </ul>
 */
public final class WorkerRuntime {
  private static final WorkerRuntime INSTANCE = new WorkerRuntime();

  private final String kernels;

  private WorkerRuntime() {
    kernels = BlasKernels.name();
    setUnlessGiven("org.bytedeco.javacpp.maxbytes", "0");
    setUnlessGiven("org.bytedeco.javacpp.maxphysicalbytes", "0");
    Path home = Path.of(System.getProperty("user.home", ""));
    if (!isWritable(home)) {
      Path cache = Path.of(System.getProperty("java.io.tmpdir"), "sparkprop-javacpp");
      setUnlessGiven("org.bytedeco.javacpp.cachedir", cache.toString());
    }
    setUnlessGiven("org.nd4j.log.initialization", "false");
    Nd4j.getEnvironment().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    openblas_nolapack.blas_set_num_threads(1);
  }

  /** Prepares this JVM; after the first call, which takes seconds, it does nothing. */
  public static void prepare() {
    if (INSTANCE == null) {
      throw new IllegalStateException("prepared while it was being prepared");
    }
  }

  /** The name of the {@link BlasKernels} of this JVM's products. */
  public static String kernels() {
    return INSTANCE.kernels;
  }

  private static void setUnlessGiven(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static boolean isWritable(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        return false;
      }
      Files.delete(Files.createTempFile(folder, ".sparkprop", ""));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
