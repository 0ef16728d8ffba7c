package org.sparkprop.driver.damage;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** How much memory a piece of work asks for. */
public final class Allocated {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocated() {}

  /** The bytes that this thread allocates on the heap while it does the work. */
  public static long bytes(Callable<?> work) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    work.call();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
