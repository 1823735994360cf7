package qio.spi.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import qio.posix.SocketName;

/** A place on this machine that answers nobody: a listener whose queue is full. */
final class BlackHole implements AutoCloseable {

  private static final long LIMIT_NANOS = 20_000_000_000L;

  /** So long a loopback connect that is answered at all may take. */
  private static final long PATIENCE_NANOS = 200_000_000L;

  private final ServerSocketChannel listener;
  private final List<SocketChannel> queue = new ArrayList<>();

  BlackHole() throws IOException {
    listener =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    SocketChannel unanswered;
    do {
      unanswered = SocketChannel.open();
      unanswered.configureBlocking(false);
      queue.add(unanswered);
    } while (unanswered.connect(listener.getLocalAddress()) || answers(unanswered));
    unanswered.close(); // its knocking would be taken for that of others
  }

  private static boolean answers(SocketChannel connecting) throws IOException {
    long start = System.nanoTime();
    while (!connecting.finishConnect()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  SocketName place() throws IOException {
    InetSocketAddress local = (InetSocketAddress) listener.getLocalAddress();
    return new SocketName.Inet(local.getAddress(), local.getPort());
  }

  /** Takes everybody out of the queue: whoever knocks again is answered. */
  void listenAgain() throws IOException {
    listener.configureBlocking(false);
    for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
      queue.add(client);
    }
  }

  /** Waits until somebody knocks. */
  void awaitKnock() throws IOException {
    long start = System.nanoTime();
    while (knocking() == 0) {
      if (System.nanoTime() - start > LIMIT_NANOS) {
        throw new AssertionError("nobody knocks");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** How many sockets of this machine wait for an answer from here. */
  long knocking() throws IOException {
    int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    String there = String.format(":%04X 02 ", port); // the peer's port, and SYN_SENT
    long sum = 0;
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (Files.exists(Path.of(table))) {
        try (Stream<String> lines = Files.lines(Path.of(table))) {
          sum += lines.filter(line -> line.contains(there)).count();
        }
      }
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel each : queue) {
      each.close();
    }
    listener.close();
  }
}
