package org.sparkprop.worker.runtime;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.util.TransportConf;
import org.apache.spark.util.Utils;
import scala.Option;

/**
 * What is called otherwise in Spark 3.5, 4.0 and 4.1, looked up by name when the program runs, so
 * that one jar serves them all. Everything else that the project calls of Spark has the same
 * signature in each.
 */
public final class SparkVersions {
  private SparkVersions() {}

  /**
   * The first of Spark's local directories on this process's machine, which goes away with the
   * application. Its parameter is a {@code ReadOnlySparkConf} since 4.1.
   */
  public static String localDirectory() {
    Method getLocalDir = method(Utils.class, "getLocalDir", 1);
    return (String) call(getLocalDir, null, SparkEnv.get().conf());
  }

  /**
   * The settings of a module of Spark's network layer, encryption by TLS ({@code
   * spark.ssl.rpc.enabled}, since 4.0) with them.
   *
   * @param module the module's name in keys such as {@code spark.NAME.io.serverThreads}
   * @param threads how many threads send and receive
   */
  public static TransportConf transport(SparkEnv env, String module, int threads) {
    SparkConf conf = env.conf();
    List<Object> arguments = new ArrayList<>(List.of(conf, module, threads, Option.empty()));
    Method tls = methodOrNull(env.securityManager().getClass(), "getRpcSSLOptions", 0);
    if (tls != null) {
      arguments.add(Option.apply(call(tls, env.securityManager())));
    }
    Method fromSparkConf = method(SparkTransportConf.class, "fromSparkConf", arguments.size());
    return (TransportConf) call(fromSparkConf, null, arguments.toArray());
  }

  private static Method method(Class<?> owner, String name, int parameters) {
    Method found = methodOrNull(owner, name, parameters);
    if (found == null) {
      throw new IllegalStateException(
          String.format(
              "Spark %s has no %s.%s of %d parameters: this program knows Spark 3.5, 4.0 and 4.1",
              org.apache.spark.package$.MODULE$.SPARK_VERSION(),
              owner.getSimpleName(),
              name,
              parameters));
    }
    return found;
  }

  private static Method methodOrNull(Class<?> owner, String name, int parameters) {
    List<Method> found =
        Arrays.stream(owner.getMethods())
            .filter(m -> m.getName().equals(name) && m.getParameterCount() == parameters)
            .toList();
    return found.isEmpty() ? null : found.get(0);
  }

  private static Object call(Method method, Object receiver, Object... arguments) {
    try {
      return method.invoke(receiver, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Spark's " + method.getName() + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Spark's " + method.getName() + " cannot be called", e);
    }
  }
}
