package org.sparkprop.driver.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The least that a round's exchange can cost on this machine: as many other JVMs as there are
 * executors, a plain blocking socket to each, all numbers out to each, all numbers back from each,
 * added up one after the other. No framing, no encryption, no failures, one array for all rounds.
 */
final class BareExchange {
  private BareExchange() {}

  /** Of an executor: port and how many numbers. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    ByteBuffer bytes = buffer(Integer.parseInt(arguments[1]));
    float[] numbers = new float[bytes.capacity() / Float.BYTES];
    try (SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      while (receive(channel, bytes)) {
        FloatBuffer floats = bytes.asFloatBuffer();
        floats.get(0, numbers);
        floats.put(0, numbers);
        send(channel, bytes);
      }
    }
  }

  private static ByteBuffer buffer(int numbers) {
    return ByteBuffer.allocateDirect(numbers * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static boolean receive(SocketChannel channel, ByteBuffer bytes) throws IOException {
    bytes.clear();
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        return false;
      }
    }
    bytes.flip();
    return true;
  }

  private static void send(SocketChannel channel, ByteBuffer bytes) throws IOException {
    bytes.rewind();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The median milliseconds of the second half of so many rounds. */
  static double millis(int executors, int numbers, int rounds) throws IOException {
    List<Process> processes = new ArrayList<>();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = server.socket().getLocalPort();
      List<SocketChannel> channels = new ArrayList<>();
      for (int i = 0; i < executors; i++) {
        processes.add(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BareExchange.class.getName(),
                    Integer.toString(port),
                    Integer.toString(numbers))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        SocketChannel channel = server.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channels.add(channel);
      }
      ByteBuffer bytes = buffer(numbers);
      float[] weights = new float[numbers];
      float[] came = new float[numbers];
      double[] millis = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        final long since = System.nanoTime();
        bytes.asFloatBuffer().put(0, weights);
        for (SocketChannel channel : channels) {
          send(channel, bytes);
        }
        for (SocketChannel channel : channels) {
          receive(channel, bytes);
          bytes.asFloatBuffer().get(0, came);
          for (int i = 0; i < numbers; i++) {
            weights[i] += came[i];
          }
        }
        millis[round] = (System.nanoTime() - since) * 1e-6;
      }
      for (SocketChannel channel : channels) {
        channel.close();
      }
      double[] half = Arrays.copyOfRange(millis, rounds / 2, rounds);
      return Medians.of(half);
    } finally {
      processes.forEach(Process::destroy);
    }
  }
}
