package org.sparkprop.worker.standing;

import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.server.TransportServer;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.PooledRoom;

/**
 * A {@link Meeting}'s door to executors in other processes: a server on Spark's own network layer,
 * with the application's authentication and encryption.
 */
public final class MeetingServer implements AutoCloseable {
  private final MeetingPlace place;
  private final TransportContext context;
  private final TransportServer server;

  /**
   * Listens on the driver's address, on a free port.
   *
   * @param weights how many numbers the driver lays out in a round
   */
  public MeetingServer(String run, Meeting meeting, int weights, Merging merging) {
    SparkEnv env = SparkEnv.get();
    String key = WeightsStream.newKey();
    boolean sharesMemory = MeetingPlace.sharesMemory(env.conf());
    context =
        Transport.context(env, new Door(meeting, new PooledRoom(run, merging), key, sharesMemory));
    String bind = env.conf().get("spark.driver.bindAddress", env.rpcEnv().address().host());
    server = context.createServer(bind, 0, Transport.serverBootstraps(env, context.getConf()));
    place =
        new MeetingPlace(
            run,
            env.rpcEnv().address().host(),
            server.getPort(),
            key,
            weights,
            merging,
            MeetingPlace.topology(env.conf()),
            sharesMemory);
  }

  public MeetingPlace place() {
    return place;
  }

  @Override
  public void close() {
    server.close();
    context.close();
  }
}
