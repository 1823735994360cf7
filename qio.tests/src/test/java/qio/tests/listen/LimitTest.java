package qio.tests.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.aio.AioContext;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.WatchSource;
import qio.tck.Patience;
import qio.tck.Rule;

/** A listener that has as many clients as it may have. */
@Rule("LSN-13")
class LimitTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** What a loop that does not spin needs less turns for than it has milliseconds. */
  private static final Duration REST = Duration.ofMillis(60);

  enum Kind {
    NATIVE_TCP("?engine=native"),
    NIO_UNIX("?engine=nio"),
    MEMORY("");

    final String options;

    Kind(String options) {
      this.options = options;
    }

    QioListener listen(int clients) throws IOException {
      String address =
          switch (this) {
            case NATIVE_TCP -> "tcp://127.0.0.1:0";
            case NIO_UNIX -> Fresh.path();
            case MEMORY -> Fresh.memory();
          };
      String more = options.isEmpty() ? "?" : options + "&";
      return Qio.listen(address + more + "max-connections=" + clients);
    }
  }

  private final List<QioChannel> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws IOException {
    for (QioChannel each : open) {
      each.close();
    }
  }

  private QioChannel connect(Kind kind, QioListener listener) throws IOException {
    QioChannel client = Qio.connect(listener.localAddress() + kind.options);
    open.add(client);
    return client;
  }

  /** Turns the loop until something holds, and answers how often. */
  private static void turnUntil(AioContext loop, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!holds.call()) {
      assertTrue(System.nanoTime() < end, "not in time");
      loop.poll(Duration.ofMillis(50));
    }
  }

  private static int turnsWithin(AioContext loop, Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    int turns = 0;
    for (long left = 1; left > 0; left = end - System.nanoTime()) {
      loop.poll(Duration.ofNanos(left));
      turns++;
    }
    return turns;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aWatchRestsUntilAClientIsClosed(Kind kind) throws Exception {
    List<QioChannel> accepted = new ArrayList<>();
    try (AioContext loop = AioContext.open("limit");
        QioListener listener = kind.listen(2);
        WatchSource watch = listener.addWatch(loop, accepted::add)) {
      assertRests(kind, listener, loop, accepted);
      assertTrue(watch.isOpen());
    }
    open.addAll(accepted);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aLoopHandlerIsNotCalledMeanwhile(Kind kind) throws Exception {
    List<QioChannel> accepted = new ArrayList<>();
    try (AioContext loop = AioContext.open("limit");
        QioListener listener = kind.listen(2)) {
      listener
          .channel()
          .setAioFdHandler(loop, () -> listener.tryAccept().ifPresent(accepted::add), null);
      assertRests(kind, listener, loop, accepted);
      listener.channel().setAioFdHandler(loop, null, null);
    }
    open.addAll(accepted);
  }

  private void assertRests(
      Kind kind, QioListener listener, AioContext loop, List<QioChannel> accepted)
      throws Exception {
    for (int i = 0; i < 4; i++) {
      connect(kind, listener);
    }
    turnUntil(loop, () -> accepted.size() == 2);
    int turns = turnsWithin(loop, REST);
    assertTrue(turns < 10, turns + " turns of a loop that has nothing to do");
    assertEquals(2, accepted.size());
    accepted.getFirst().close();
    accepted.getFirst().close();
    turnUntil(loop, () -> accepted.size() == 3);
    assertTrue(turnsWithin(loop, REST) < 10, "closing twice frees one place");
    assertEquals(3, accepted.size());
    accepted.get(1).close();
    turnUntil(loop, () -> accepted.size() == 4);
  }

  private static Thread.Builder threads(boolean virtual) {
    return virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
  }

  private FutureTask<QioChannel> acceptAsleep(QioListener listener, boolean virtual) {
    FutureTask<QioChannel> accepting = new FutureTask<>(listener::accept);
    Thread thread = threads(virtual).start(accepting);
    Patience.await(
        () -> "sleeps for a place",
        () ->
            List.of(thread.getStackTrace()).stream()
                .anyMatch(frame -> frame.getMethodName().equals("sleepOn")));
    return accepting;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aThreadThatAcceptsSleepsUntilAClientIsClosed(Kind kind) throws Exception {
    try (QioListener listener = kind.listen(1)) {
      for (boolean virtual : new boolean[] {false, true}) {
        connect(kind, listener);
        QioChannel first = listener.accept();
        connect(kind, listener);
        assertEquals(Optional.empty(), listener.tryAccept());
        assertEquals(Optional.empty(), listener.accept(Duration.ofMillis(5)));
        assertFalse(listener.channel().await(IoCondition.IN, Duration.ofMillis(5)));
        FutureTask<QioChannel> accepting = acceptAsleep(listener, virtual);
        first.close();
        accepting.get(LIMIT.toSeconds(), TimeUnit.SECONDS).close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void closeWakesAThreadThatSleepsForAPlace(Kind kind) throws Exception {
    QioListener listener = kind.listen(1);
    connect(kind, listener);
    open.add(listener.accept());
    FutureTask<QioChannel> accepting = acceptAsleep(listener, false);
    listener.close();
    var failure =
        assertThrows(
            java.util.concurrent.ExecutionException.class,
            () -> accepting.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertTrue(failure.getCause() instanceof AsynchronousCloseException, failure::toString);
  }

  @Test
  void joinedListenersKeepEachTheirOwn() throws Exception {
    List<String> addresses =
        List.of(
            "tcp://127.0.0.1:0?max-connections=1",
            Fresh.path() + "?max-connections=2",
            Fresh.memory());
    List<QioChannel> accepted = new ArrayList<>();
    try (AioContext loop = AioContext.open("limit");
        QioListener listener = Qio.listenAll(addresses, QioOptions.none());
        WatchSource watch = listener.addWatch(loop, accepted::add)) {
      for (String each : listener.localAddresses()) {
        for (int i = 0; i < 3; i++) {
          open.add(Qio.connect(each));
        }
      }
      turnUntil(loop, () -> accepted.size() == 1 + 2 + 3);
      assertTrue(turnsWithin(loop, REST) < 10);
      assertEquals(6, accepted.size());
      for (QioChannel each : List.copyOf(accepted)) {
        each.close();
      }
      turnUntil(loop, () -> accepted.size() == 6 + 1 + 1);
      assertTrue(watch.isOpen());
    }
    open.addAll(accepted);
  }

  @Test
  void itIsForListening() {
    for (String address : List.of("tcp://127.0.0.1:9", "unix:/nowhere", "mem:nobody")) {
      assertThrows(
          InvalidAddressException.class,
          () -> Qio.connect(address + "?max-connections=1").close(),
          address);
    }
    assertThrows(
        InvalidAddressException.class, () -> Qio.listen("tcp://127.0.0.1:0?max-connections=0"));
  }
}
