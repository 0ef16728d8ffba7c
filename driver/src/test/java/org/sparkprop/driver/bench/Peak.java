package org.sparkprop.driver.bench;

import java.util.concurrent.CountDownLatch;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Products;
import org.sparkprop.common.vector.Tensor;
import org.sparkprop.worker.runtime.WorkerRuntime;

/** What this machine's matrix products reach, with one thread for each task slot. */
final class Peak {
  private static final int SIZE = 1024;
  private static final long NANOS = 250_000_000;

  private Peak() {}

  /** GFLOP/s of 1024³ products in float32, all threads together, over a quarter of a second. */
  static double gigaflops(int threads) throws InterruptedException {
    WorkerRuntime.prepare();
    CountDownLatch ready = new CountDownLatch(threads);
    Thread[] workers = new Thread[threads];
    double[] rates = new double[threads];
    for (int t = 0; t < threads; t++) {
      int number = t;
      workers[t] = new Thread(() -> rates[number] = run(ready));
      workers[t].start();
    }
    double sum = 0;
    for (int t = 0; t < threads; t++) {
      workers[t].join();
      sum += rates[t];
    }
    return sum;
  }

  private static double run(CountDownLatch ready) {
    try (Tensor a = Tensor.zeros(Precision.FLOAT32, SIZE, SIZE);
        Tensor b = Tensor.zeros(Precision.FLOAT32, SIZE, SIZE);
        Tensor out = Tensor.zeros(Precision.FLOAT32, SIZE, SIZE)) {
      a.fill(0.5);
      b.fill(0.25);
      Products.multiply(a, Products.Form.PLAIN, b, Products.Form.PLAIN, out, 0);
      ready.countDown();
      ready.await();
      long started = System.nanoTime();
      long products = 0;
      while (System.nanoTime() - started < NANOS) {
        Products.multiply(a, Products.Form.PLAIN, b, Products.Form.PLAIN, out, 0);
        products++;
      }
      return 2.0 * SIZE * SIZE * SIZE * products / (System.nanoTime() - started);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    }
  }
}
