package qio.tests.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.aio.AioContext;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ResourceShortageException;
import qio.api.channel.WatchSource;
import qio.tck.Rule;

/** Several listeners as one. */
@Rule("LSN-12")
class JoinedListenerTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** A listener whose clients cannot be accepted, as often as it is told. */
  private static final class Troubled extends QioListener {

    private final QioListener below;
    private final IOException trouble;
    int left;

    Troubled(QioListener below, IOException trouble, int times) {
      super(below);
      this.below = below;
      this.trouble = trouble;
      this.left = times;
    }

    @Override
    protected Optional<QioChannel> ioAccept() throws IOException {
      if (left > 0) {
        left--;
        throw trouble;
      }
      return below.tryAccept();
    }
  }

  @Test
  void tellsAllItsAddressesInOrder() throws Exception {
    String path = Fresh.path();
    String name = Fresh.memory();
    try (QioListener listener =
        Qio.listenAll(List.of("tcp://127.0.0.1:0", path, name), QioOptions.none())) {
      List<String> found = listener.localAddresses();
      assertEquals(3, found.size());
      assertEquals(listener.localAddress(), found.getFirst());
      assertNotEquals("tcp://127.0.0.1:0", found.getFirst());
      assertEquals(List.of(path, name), found.subList(1, 3));
      for (String each : found) {
        try (QioChannel client = Qio.connect(each);
            QioChannel server = listener.accept()) {
          assertTrue(client.isOpen() && server.isOpen());
        }
      }
    }
  }

  @Test
  void listensOnAllOfThemOrOnNone() throws Exception {
    String path = Fresh.path();
    try (QioListener busy = Qio.listen("tcp://127.0.0.1:0")) {
      List<String> addresses = List.of(path, busy.localAddress());
      assertThrows(BindException.class, () -> Qio.listenAll(addresses, QioOptions.none()));
      assertFalse(Files.exists(Path.of(path.substring("unix:".length()))));
    }
    assertThrows(IllegalArgumentException.class, () -> Qio.listenAll(List.of(), QioOptions.none()));
    try (QioListener alone = Qio.listen(Fresh.memory())) {
      assertSame(alone, QioListener.join(List.of(alone)));
    }
  }

  @Test
  void aBusyOneDoesNotKeepTheOthersWaiting() throws Exception {
    List<QioChannel> open = new ArrayList<>();
    String busy = Fresh.memory();
    String quiet = Fresh.memory();
    try (QioListener listener = Qio.listenAll(List.of(busy, quiet), QioOptions.none())) {
      for (int i = 0; i < 20; i++) {
        open.add(Qio.connect(busy));
      }
      open.add(listener.accept());
      open.add(Qio.connect(quiet));
      QioChannel next = listener.accept();
      open.add(next);
      assertEquals(Optional.of(quiet), next.localAddress());
    }
    for (QioChannel each : open) {
      each.close();
    }
  }

  @Test
  void theTroubleOfOneDoesNotKeepClientsOfTheOthersOut() throws Exception {
    String good = Fresh.memory();
    List<QioChannel> accepted = new ArrayList<>();
    var troubled =
        new Troubled(Qio.listen(Fresh.memory()), new IOException("on purpose"), Integer.MAX_VALUE);
    try (QioListener listener = QioListener.join(List.of(troubled, Qio.listen(good)));
        AioContext loop = AioContext.open("joined");
        QioChannel first = Qio.connect(good);
        QioChannel server = listener.accept();
        WatchSource watch = listener.addWatch(loop, accepted::add);
        QioChannel second = Qio.connect(good)) {
      while (accepted.isEmpty()) {
        loop.poll(LIMIT);
      }
      assertTrue(first.isOpen() && second.isOpen() && server.isOpen() && watch.isOpen());
      accepted.getFirst().close();
      assertThrows(IOException.class, listener::tryAccept, "it is told when nobody else comes");
    }
  }

  @Test
  void closeClosesAllOfThem() throws Exception {
    QioListener one = Qio.listen(Fresh.memory());
    QioListener two = Qio.listen("tcp://127.0.0.1:0");
    QioListener joined = QioListener.join(List.of(one, two));
    one.close();
    try (QioChannel client = Qio.connect(two.localAddress());
        QioChannel server = joined.accept()) {
      assertTrue(client.isOpen() && server.isOpen(), "the other one goes on");
    }
    joined.close();
    joined.close();
    assertFalse(two.isOpen());
    assertThrows(ClosedChannelException.class, joined::tryAccept);
    QioListener closed = QioListener.join(List.of(Qio.listen(Fresh.memory()), two));
    closed.close();
    assertThrows(ClosedChannelException.class, closed::accept);
  }

  // ---- shortage, on a listener of any kind ----

  private static Troubled starving(String address, int times) throws IOException {
    return new Troubled(
        Qio.listen(address), new ResourceShortageException("on purpose", new IOException()), times);
  }

  @Rule("LSN-14")
  @Test
  void aShortageIsWaitedOutByWhoAcceptsAndToldToWhoTries() throws Exception {
    String address = Fresh.memory();
    Troubled listener = starving(address, 4);
    try (listener;
        QioChannel client = Qio.connect(address)) {
      assertThrows(ResourceShortageException.class, listener::tryAccept);
      assertEquals(Optional.empty(), listener.accept(Duration.ZERO));
      try (QioChannel server = listener.accept()) {
        assertTrue(client.isOpen() && server.isOpen());
      }
      assertEquals(0, listener.left);
    }
  }

  @Rule("LSN-14")
  @Test
  void aWatchRestsWhileThereIsAShortage() throws Exception {
    String address = Fresh.memory();
    List<QioChannel> accepted = new ArrayList<>();
    Troubled listener = starving(address, 3);
    long start = System.nanoTime();
    int turns = 0;
    try (AioContext loop = AioContext.open("shortage");
        QioListener all = QioListener.join(List.of(listener, Qio.listen(Fresh.memory())));
        WatchSource watch = all.addWatch(loop, accepted::add);
        QioChannel client = Qio.connect(address)) {
      while (accepted.isEmpty()) {
        loop.poll(LIMIT);
        turns++;
      }
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      assertTrue(millis >= 10 + 20 + 40, millis + " ms");
      assertTrue(turns < 40, turns + " turns");
      assertTrue(client.isOpen() && watch.isOpen());
      accepted.getFirst().close();
    }
  }

  @Rule("LSN-14")
  @Test
  void closeAndInterruptEndAWaitForWantOfDescriptors() throws Exception {
    String address = Fresh.memory();
    Troubled listener = starving(address, Integer.MAX_VALUE);
    try (QioChannel client = Qio.connect(address)) {
      var failures = new java.util.concurrent.LinkedBlockingQueue<IOException>();
      Runnable accepting =
          () -> {
            try {
              listener.accept().close();
            } catch (IOException e) {
              failures.add(e);
            }
          };
      Thread interrupted = Thread.ofVirtual().start(accepting);
      interrupted.interrupt();
      assertInstanceOf(
          java.io.InterruptedIOException.class,
          failures.poll(20, java.util.concurrent.TimeUnit.SECONDS));
      Thread closed = Thread.ofPlatform().daemon().start(accepting);
      qio.tck.Patience.await(
          () -> "rests",
          () ->
              List.of(closed.getStackTrace()).stream()
                  .anyMatch(frame -> frame.getMethodName().equals("rest")));
      listener.close();
      assertInstanceOf(
          ClosedChannelException.class, failures.poll(20, java.util.concurrent.TimeUnit.SECONDS));
      assertTrue(client.isOpen());
    }
  }
}
