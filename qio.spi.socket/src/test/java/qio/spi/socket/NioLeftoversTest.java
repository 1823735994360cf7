package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import qio.api.channel.IoCondition;
import qio.posix.SocketName;

/** The loop on which threads wait forgets the sockets of channels that were closed. */
class NioLeftoversTest {

  private static final long LIMIT_NANOS = 20_000_000_000L;

  @Test
  void ofStreams() throws Exception {
    try (ServerSocketChannel server = bound()) {
      assertCollected(closedStream(server));
    }
  }

  private static WeakReference<SocketChannel> closedStream(ServerSocketChannel server)
      throws Exception {
    SocketChannel socket = SocketChannel.open(server.getLocalAddress());
    socket.configureBlocking(false);
    try (NioStream stream = new NioStream("stream", socket)) {
      assertFalse(stream.await(IoCondition.IN, Duration.ofMillis(1)));
    }
    return new WeakReference<>(socket);
  }

  @Test
  void ofListeners() throws Exception {
    assertCollected(closedListener());
  }

  private static WeakReference<ServerSocketChannel> closedListener() throws Exception {
    ServerSocketChannel socket = bound();
    socket.configureBlocking(false);
    SocketName place = new SocketName.Inet(InetAddress.getLoopbackAddress(), 0);
    try (NioListening listening =
        new NioListening("listener", socket, StreamSettings.none(), place)) {
      assertFalse(listening.await(IoCondition.IN, Duration.ofMillis(1)));
    }
    return new WeakReference<>(socket);
  }

  private static ServerSocketChannel bound() throws Exception {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static void assertCollected(WeakReference<?> left) {
    long start = System.nanoTime();
    while (left.get() != null) {
      assertTrue(System.nanoTime() - start < LIMIT_NANOS, "something still holds the socket");
      System.gc();
    }
  }
}
