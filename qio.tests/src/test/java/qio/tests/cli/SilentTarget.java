package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A TCP listener that accepts nobody and whose backlog is full: Linux drops further attempts, so
 * that who connects waits.
 */
final class SilentTarget implements AutoCloseable {

  private static final String SYN_SENT = "02";
  private static final int MORE_THAN_ANY_BACKLOG_OF_ONE = 8;

  private final ServerSocket listener;
  private final List<SocketChannel> fillers = new ArrayList<>();
  private final long waitingAtFirst;

  SilentTarget() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    for (int i = 0; i < MORE_THAN_ANY_BACKLOG_OF_ONE; i++) {
      SocketChannel filler = SocketChannel.open();
      filler.configureBlocking(false);
      filler.connect(new InetSocketAddress("127.0.0.1", listener.getLocalPort()));
      fillers.add(filler);
    }
    waitingAtFirst = waiting();
  }

  String address() {
    return "tcp://127.0.0.1:" + listener.getLocalPort();
  }

  /** Waits until somebody else than this test waits for an answer. */
  void awaitDial() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Output.LIMIT_SECONDS);
    while (waiting() <= waitingAtFirst) {
      assertTrue(System.nanoTime() < deadline, "nobody dials");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5)); // between looks at the kernel's list
    }
  }

  /** How many connections to this target wait for their handshake. */
  private long waiting() throws IOException {
    String remote = ":%04X %s".formatted(listener.getLocalPort(), SYN_SENT);
    try (Stream<String> connections = Files.lines(Path.of("/proc/net/tcp"))) {
      return connections.filter(line -> line.contains(remote)).count();
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel filler : fillers) {
      filler.close();
    }
    listener.close();
  }
}
