package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.SocketName;
import qio.tck.Rule;

/** A host with several addresses: all are tried in order, and all are told of. */
class DialerTest {

  private static final Duration DELAY = Duration.ofMillis(30);

  private static StreamChannel dial(EngineKind kind, List<SocketName> places, Duration limit)
      throws IOException {
    return dial(kind, places, limit, Duration.ofMillis(250));
  }

  private static StreamChannel dial(
      EngineKind kind, List<SocketName> places, Duration limit, Duration delay) throws IOException {
    StreamTarget target = StreamTarget.of(new Endpoint("tcp", "//example.test:1"));
    OptionValues values =
        OptionValues.of(
            Map.of(SocketOptions.CONNECT_TIMEOUT, limit, SocketOptions.ATTEMPT_DELAY, delay));
    StreamSettings settings = StreamSettings.of(target, values);
    SocketEngine engine = EngineKind.choose(Optional.of(kind), Optional.empty());
    return new Dialer(engine, target, settings).dial(System.nanoTime(), places);
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

  /** A place that never answers and one that does, within a limit shorter than the usual delay. */
  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void oneThatNeverAnswersLeavesTimeForTheOthers(EngineKind kind) throws Exception {
    try (BlackHole deaf = new BlackHole();
        ServerSocketChannel listener = listen(1);
        StreamChannel channel =
            dial(kind, List.of(deaf.place(), placeOf(listener)), Duration.ofMillis(400))) {
      assertEquals(AddressText.of(placeOf(listener)), channel.remoteAddress());
    }
  }

  static Stream<Arguments> enginesAndThreads() {
    return Stream.of(EngineKind.values())
        .flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
  }

  /** What a thread of either kind comes to. */
  private static <T> FutureTask<T> start(boolean virtual, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
    return task;
  }

  @Rule("SOCK-22")
  @ParameterizedTest
  @MethodSource("enginesAndThreads")
  void aSilentPlaceGetsACompetitorAndTheLoserIsClosed(EngineKind kind, boolean virtual)
      throws Exception {
    try (BlackHole deaf = new BlackHole();
        BlackHole deafToo = new BlackHole();
        ServerSocketChannel listener = listen(50)) {
      List<SocketName> places =
          List.of(deaf.place(), deafToo.place(), closedPlace(), placeOf(listener));
      dialOnce(kind, virtual, places).close();
      int before = descriptors();
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        try (StreamChannel channel = dialOnce(kind, virtual, places)) {
          long took = System.nanoTime() - start;
          assertEquals(AddressText.of(placeOf(listener)), channel.remoteAddress());
          assertTrue(took >= 2 * DELAY.toNanos(), "each of the silent ones got its time: " + took);
          assertTrue(descriptors() <= before + 1, "one connection, and nothing of the others");
        }
      }
    }
  }

  private static StreamChannel dialOnce(EngineKind kind, boolean virtual, List<SocketName> places)
      throws Exception {
    return start(virtual, () -> dial(kind, places, Duration.ofSeconds(20), DELAY))
        .get(20, TimeUnit.SECONDS);
  }

  @Rule("SOCK-22")
  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void aFailureHasTheNextBeginAtOnce(EngineKind kind) throws Exception {
    try (ServerSocketChannel listener = listen(1)) {
      List<SocketName> places = List.of(closedPlace(), closedPlace(), placeOf(listener));
      long start = System.nanoTime();
      dial(kind, places, Duration.ofSeconds(40), Duration.ofSeconds(15)).close();
      assertTrue(System.nanoTime() - start < 15_000_000_000L, "did not wait for the delay");
    }
  }

  /** The first place answers after the second has begun: it still counts. */
  @Rule("SOCK-22")
  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void aSlowOneMayStillWin(EngineKind kind) throws Exception {
    try (BlackHole slow = new BlackHole();
        BlackHole deaf = new BlackHole()) {
      var dialing =
          start(
              false,
              () -> dial(kind, List.of(slow.place(), deaf.place()), Duration.ofSeconds(30), DELAY));
      deaf.awaitKnock();
      slow.listenAgain();
      try (StreamChannel channel = dialing.get(20, TimeUnit.SECONDS)) {
        assertEquals(AddressText.of(slow.place()), channel.remoteAddress());
      }
    }
  }

  @Rule({"SOCK-22", "SOCK-16"})
  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void theLimitHoldsForAllTogetherAndEveryReasonIsTold(EngineKind kind) throws Exception {
    try (BlackHole deaf = new BlackHole();
        BlackHole deafToo = new BlackHole()) {
      SocketName refused = closedPlace();
      List<SocketName> places = List.of(deaf.place(), refused, deafToo.place());
      assertThrows(SocketTimeoutException.class, () -> dial(kind, places, Duration.ofMillis(60)));
      int before = descriptors();
      long start = System.nanoTime();
      var failure =
          assertThrows(
              SocketTimeoutException.class, () -> dial(kind, places, Duration.ofMillis(60)));
      long took = System.nanoTime() - start;
      assertTrue(took >= 60_000_000 && took < 10_000_000_000L, "took " + took);
      for (SocketName place : places) {
        assertTrue(failure.getMessage().contains(AddressText.plain(place)), failure::getMessage);
      }
      assertTrue(failure.getMessage().contains("connect-timeout=60ms"), failure::getMessage);
      assertEquals(2, failure.getSuppressed().length);
      assertTrue(descriptors() <= before, "nothing is left open");
    }
  }

  @Rule({"SOCK-22", "SOCK-16"})
  @ParameterizedTest
  @MethodSource("enginesAndThreads")
  void anInterruptEndsARace(EngineKind kind, boolean virtual) throws Exception {
    try (BlackHole deaf = new BlackHole();
        BlackHole deafToo = new BlackHole()) {
      List<SocketName> places = List.of(deaf.place(), deafToo.place());
      var dialer = new CompletableFuture<Thread>();
      var dialing =
          start(
              virtual,
              () -> {
                dialer.complete(Thread.currentThread());
                return dial(kind, places, Duration.ofSeconds(30), DELAY);
              });
      Thread thread = dialer.get(20, TimeUnit.SECONDS);
      deafToo.awaitKnock();
      thread.interrupt();
      var failure = assertThrows(ExecutionException.class, () -> dialing.get(20, TimeUnit.SECONDS));
      assertTrue(failure.getCause() instanceof InterruptedIOException, failure::toString);
      assertFalse(failure.getCause() instanceof SocketTimeoutException, failure::toString);
      assertEquals(0, deafToo.knocking(), "the socket is gone");
    }
  }

  private static int descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return (int) all.count();
    }
  }
}
