package org.sparkprop.worker.standing;

import java.util.List;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import org.sparkprop.worker.runtime.SparkVersions;

/** Spark's network layer, set up as Spark sets it up for its own messages. */
final class Transport {
  private static final int THREADS = 2;

  private Transport() {}

  static TransportContext context(SparkEnv env, RpcHandler handler) {
    return new TransportContext(SparkVersions.transport(env, "sparkprop", THREADS), handler);
  }

  static List<TransportServerBootstrap> serverBootstraps(SparkEnv env, TransportConf conf) {
    SecurityManager security = env.securityManager();
    return security.isAuthenticationEnabled()
        ? List.of(new AuthServerBootstrap(conf, security))
        : List.of();
  }

  static List<TransportClientBootstrap> clientBootstraps(SparkEnv env, TransportConf conf) {
    SecurityManager security = env.securityManager();
    return security.isAuthenticationEnabled()
        ? List.of(new AuthClientBootstrap(conf, security.getSaslUser(), security))
        : List.of();
  }
}
