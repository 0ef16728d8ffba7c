package org.sparkprop.worker.standing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.worker.round.Nodes;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.RoundReport;

/**
 * An executor's way to a driver in another process, on Spark's own network layer. The first piece
 * of sums and of weights travels with the question and its answer; the others, where there are
 * others, before and behind them.
 */
final class Connection implements DriverLink {
  /** Numbers of a piece: 4 MiB in float32. */
  private static final int PIECE = 1 << 20;

  /** How many pieces are sent before the first has to be dealt with. */
  private static final int WINDOW = 4;

  private final MeetingPlace place;
  private final TransportContext context;
  private final TransportClientFactory factory;
  private ByteBuffer weights = ByteBuffer.allocate(0);

  Connection(MeetingPlace place) {
    this.place = place;
    SparkEnv env = SparkEnv.get();
    this.context = Transport.context(env, new NoOpRpcHandler());
    this.factory = context.createClientFactory(Transport.clientBootstraps(env, context.getConf()));
  }

  /** The pieces in which a vector of that length travels. */
  static Pieces pieces(int length) {
    return new Pieces(length, PIECE);
  }

  private Pieces pieces() {
    return pieces(place.parameters());
  }

  /** Does something for the pieces from 1 on, so many of them at a time as the window has. */
  private CompletableFuture<Void> forFurtherPieces(IntFunction<CompletableFuture<Void>> action) {
    CompletableFuture<?>[] lanes = new CompletableFuture<?>[WINDOW];
    for (int lane = 0; lane < lanes.length; lane++) {
      lanes[lane] = lane(1 + lane, action);
    }
    return CompletableFuture.allOf(lanes);
  }

  private CompletableFuture<Void> lane(int piece, IntFunction<CompletableFuture<Void>> action) {
    if (piece >= pieces().count()) {
      return CompletableFuture.completedFuture(null);
    }
    return action.apply(piece).thenCompose(done -> lane(piece + WINDOW, action));
  }

  @Override
  public CompletableFuture<Delivery> ask(int attempt, long lastStep, Optional<Answer> answer) {
    CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
    Optional<Answer> first = answer;
    boolean inPieces = pieces().count() > 1;
    if (inPieces && answer.isPresent() && answer.get() instanceof Answer.Gradient told) {
      RoundReport report = told.report();
      first = Optional.of(new Answer.Gradient(report.slice(0, pieces().size(0))));
      before = forFurtherPieces(piece -> hand(attempt, lastStep, piece, report.nodes()));
    }
    Request.Next next = new Request.Next(attempt, lastStep, first);
    return before.thenCompose(done -> send(next, Connection::copy)).thenCompose(this::delivered);
  }

  private CompletableFuture<Void> hand(
      int attempt, long step, int piece, List<MergeTree.Node> nodes) {
    List<MergeTree.Node> slices = Nodes.slices(nodes, pieces().start(piece), pieces().size(piece));
    return send(new Request.Sums(attempt, step, piece, slices), answered -> null);
  }

  private CompletableFuture<Delivery> delivered(ByteBuffer bytes) {
    long since = System.nanoTime();
    Assignment assignment = Assignment.decode(bytes);
    if (!assignment.kind().isWork()) {
      return CompletableFuture.completedFuture(Delivery.without(assignment));
    }
    if (pieces().count() == 1) {
      return CompletableFuture.completedFuture(delivery(assignment, bytes.slice(), since));
    }
    int size = place.precision().bytes();
    if (weights.capacity() == 0) {
      weights = ByteBuffer.allocate(Math.multiplyExact(place.parameters(), size));
    }
    ByteBuffer whole = weights;
    whole.put(0, bytes, bytes.position(), bytes.remaining());
    return forFurtherPieces(
            piece ->
                send(
                    new Request.Weights(assignment.step(), piece),
                    part -> {
                      int at = pieces().start(piece) * size;
                      whole.put(at, part, part.position(), part.remaining());
                      return null;
                    }))
        .thenApply(done -> delivery(assignment, whole, since));
  }

  private static Delivery delivery(Assignment assignment, ByteBuffer weights, long since) {
    return new Delivery(
        assignment,
        workspace -> workspace.setWeights(weights.duplicate()),
        System.nanoTime() - since);
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  /** Sends; the answer's bytes are Netty's, who takes them back when {@code read} returns. */
  private <T> CompletableFuture<T> send(Request request, Function<ByteBuffer, T> read) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      factory
          .createClient(place.host(), place.port())
          .sendRpc(
              request.encode(),
              new RpcResponseCallback() {
                @Override
                public void onSuccess(ByteBuffer response) {
                  answer.complete(read.apply(response));
                }

                @Override
                public void onFailure(Throwable failure) {
                  answer.completeExceptionally(failure);
                }
              });
    } catch (IOException e) {
      answer.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.completeExceptionally(e);
    }
    return answer;
  }

  @Override
  public void close() {
    factory.close();
    context.close();
  }
}
