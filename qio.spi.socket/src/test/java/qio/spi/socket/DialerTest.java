package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.SocketName;
import qio.tck.Rule;

/** A host with several addresses: all are tried in order, and all are told of. */
class DialerTest {

  private static StreamChannel dial(EngineKind kind, List<SocketName> places, Duration limit)
      throws IOException {
    StreamTarget target = StreamTarget.of(new Endpoint("tcp", "//example.test:1"));
    OptionValues values = OptionValues.of(Map.of(SocketOptions.CONNECT_TIMEOUT, limit));
    StreamSettings settings = StreamSettings.of(target, values);
    SocketEngine engine = EngineKind.choose(Optional.of(kind), Optional.empty());
    return new Dialer(engine, target, settings).dial(places);
  }

  private static ServerSocketChannel listen(int backlog) throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
  }

  private static SocketName placeOf(ServerSocketChannel listener) throws IOException {
    InetSocketAddress local = (InetSocketAddress) listener.getLocalAddress();
    return new SocketName.Inet(local.getAddress(), local.getPort());
  }

  private static SocketName closedPlace() throws IOException {
    try (ServerSocketChannel listener = listen(1)) {
      return placeOf(listener);
    }
  }

  @Rule("SOCK-4")
  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void theFirstThatAnswersIsTaken(EngineKind kind) throws Exception {
    try (ServerSocketChannel listener = listen(1);
        StreamChannel channel =
            dial(
                kind,
                List.of(closedPlace(), placeOf(listener), closedPlace()),
                Duration.ofSeconds(20))) {
      assertEquals(AddressText.of(placeOf(listener)), channel.remoteAddress());
    }
  }

  @Rule("SOCK-4")
  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void everyFailureIsTold(EngineKind kind) throws Exception {
    SocketName first = closedPlace();
    SocketName second = closedPlace();
    var failure =
        assertThrows(
            ConnectException.class,
            () -> dial(kind, List.of(first, second), Duration.ofSeconds(20)));
    String message = failure.getMessage();
    assertTrue(message.startsWith("tcp://example.test:1: cannot connect: "), message);
    assertTrue(message.contains(AddressText.plain(first)), message);
    assertTrue(message.contains(AddressText.plain(second)), message);
    assertEquals(1, failure.getSuppressed().length);
    assertTrue(failure.getCause() instanceof ConnectException);
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void oneThatNeverAnswersLeavesTimeForTheOthers(EngineKind kind) throws Exception {
    List<SocketChannel> queue = new ArrayList<>();
    try (ServerSocketChannel deaf = listen(1);
        ServerSocketChannel listener = listen(1)) {
      SocketChannel unanswered;
      do {
        unanswered = SocketChannel.open();
        unanswered.configureBlocking(false);
        queue.add(unanswered);
      } while (unanswered.connect(deaf.getLocalAddress()) || answers(unanswered));
      try (StreamChannel channel =
          dial(kind, List.of(placeOf(deaf), placeOf(listener)), Duration.ofMillis(400))) {
        assertEquals(AddressText.of(placeOf(listener)), channel.remoteAddress());
      }
    } finally {
      for (SocketChannel each : queue) {
        each.close();
      }
    }
  }

  /** Whether a loopback connect is answered; if the queue is full it never is. */
  private static boolean answers(SocketChannel connecting) throws IOException {
    long start = System.nanoTime();
    while (!connecting.finishConnect()) {
      if (System.nanoTime() - start > 200_000_000L) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }
}
