package org.sparkprop.worker.standing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.channel.FileRegion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.compression.Medium;
import org.sparkprop.common.compression.None;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.Span;

/** Messages as one stream, from one end to the other. */
class StreamBodyTest {
  private static final int NUMBERS = 150_000;
  private static final Merging MERGING = new Merging(8, NUMBERS, Precision.FLOAT32, new None());

  /** A network that takes a few bytes at a time, or none. */
  private static final class Slow implements WritableByteChannel {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final Random random;
    private final int most;

    Slow(long seed, int most) {
      this.random = new Random(seed);
      this.most = most;
    }

    @Override
    public int write(ByteBuffer bytes) {
      int count = Math.min(bytes.remaining(), random.nextInt(most));
      byte[] some = new byte[count];
      bytes.get(some);
      taken.writeBytes(some);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static byte[] sent(StreamBody body, long seed, int most) throws IOException {
    Slow network = new Slow(seed, most);
    FileRegion region = (FileRegion) body.convertToNetty();
    assertEquals(body.size(), region.count());
    while (region.transferred() < region.count()) {
      region.transferTo(network, region.transferred());
    }
    assertThrows(
        IllegalArgumentException.class, () -> region.transferTo(network, region.count() - 1));
    region.release();
    return network.taken.toByteArray();
  }

  /** Node 0 is dense, node 1 has few numbers that are no zeros and so goes as another form. */
  private static List<MergeTree.Node> nodes() {
    Random random = new Random(7);
    List<MergeTree.Node> nodes = new ArrayList<>();
    for (int index = 0; index < 2; index++) {
      FlatVector vector = FlatVector.zeros(Precision.FLOAT32, NUMBERS);
      for (int i = 0; i < NUMBERS; i += index == 0 ? 1 : 100) {
        vector.set(i, random.nextGaussian());
      }
      nodes.add(new MergeTree.Node(1, index, new GradientSum(vector, index + 0.5, 3, 40 + index)));
    }
    return nodes;
  }

  private static StreamBody body(List<MergeTree.Node> nodes) {
    Pieces pieces = Pieces.travelling(NUMBERS, 1);
    return new StreamBody(
        IntStream.range(0, pieces.count())
            .mapToObj(pieces::span)
            .flatMap(
                span ->
                    nodes.stream().map(node -> Request.Sums.part(3, 9, node, span, Medium.NETWORK)))
            .toList());
  }

  @Test
  void theSameBytesHoweverTheNetworkTakesThem() throws IOException {
    StreamBody body = body(nodes());
    byte[] all = body.nioByteBuffer().array();
    assertEquals(body.size(), all.length);
    assertArrayEquals(all, sent(body, 1, 1 << 20));
    assertArrayEquals(all, sent(body, 2, 1000));
    assertArrayEquals(all, body.createInputStream().readAllBytes());
  }

  @Test
  void messagesComeOutAsTheyWentIn() throws IOException {
    List<MergeTree.Node> nodes = nodes();
    byte[] all = sent(body(nodes), 3, 1 << 18);
    for (int most : new int[] {3, 1 << 12, 1 << 16, 1 << 20}) {
      List<Request.Sums> came = new ArrayList<>();
      MessageAssembly assembly =
          new MessageAssembly(
              "sums",
              Request.Sums.mostPartBytes(MERGING),
              message -> came.add((Request.Sums) Request.decode(message, MERGING)));
      Random random = new Random(most);
      for (int at = 0; at < all.length; ) {
        int count = Math.min(all.length - at, 1 + random.nextInt(most));
        assembly.onData("sums", ByteBuffer.wrap(all, at, count));
        at += count;
      }
      assembly.onComplete("sums");
      check(nodes, came);
    }
  }

  private static void check(List<MergeTree.Node> nodes, List<Request.Sums> came) {
    Pieces pieces = Pieces.travelling(NUMBERS, 1);
    assertEquals(nodes.size() * pieces.count(), came.size());
    for (int i = 0; i < came.size(); i++) {
      Request.Sums sums = came.get(i);
      Span span = pieces.span(i / nodes.size());
      MergeTree.Node went = nodes.get(i % nodes.size());
      assertEquals(List.of(3L, 9L, span.from()), List.of(sums.attempt(), sums.step(), sums.from()));
      MergeTree.Node node = sums.nodes().get(0);
      assertEquals(List.of(went.level(), went.index()), List.of(node.level(), node.index()));
      assertEquals(went.sum().rows(), node.sum().rows());
      assertEquals(went.sum().gradient().slice(span.from(), span.count()), node.sum().gradient());
    }
  }

  @Test
  void whatIsNoSuchStreamIsRefused() {
    MessageAssembly assembly = new MessageAssembly("sums", 10, message -> {});
    byte[] tooLong = {11, 0, 0, 0};
    assertThrows(
        IllegalArgumentException.class, () -> assembly.onData("sums", ByteBuffer.wrap(tooLong)));
    MessageAssembly negative = new MessageAssembly("sums", 10, message -> {});
    byte[] below = {-1, -1, -1, -1};
    assertThrows(
        IllegalArgumentException.class, () -> negative.onData("sums", ByteBuffer.wrap(below)));
    MessageAssembly torn = new MessageAssembly("sums", 10, message -> {});
    torn.onData("sums", ByteBuffer.wrap(new byte[] {10, 0, 0, 0, 1, 2}));
    assertThrows(IllegalArgumentException.class, () -> torn.onComplete("sums"));
    MessageAssembly tornLength = new MessageAssembly("sums", 10, message -> {});
    tornLength.onData("sums", ByteBuffer.wrap(new byte[] {10, 0}));
    assertThrows(IllegalArgumentException.class, () -> tornLength.onComplete("sums"));
  }
}
