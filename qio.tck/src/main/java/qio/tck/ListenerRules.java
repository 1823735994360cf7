package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import qio.api.channel.ChannelFeature;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.WatchSource;

/** Listening and accepting. */
interface ListenerRules extends ListenerSubject {

  private void with(Setting setting, Use<QioListener> body) throws Exception {
    setting.run(
        () -> {
          try (QioListener listener = openListener()) {
            setting.applyTo(listener.channel());
            body.with(listener);
          }
        });
  }

  private static void assertJoined(QioChannel client, QioChannel server) throws Exception {
    client.writeAll(Bytes.of("ping"));
    ByteBuffer dst = ByteBuffer.allocate(4);
    server.readAll(dst);
    assertEquals("ping", Bytes.text(dst));
    server.writeAll(Bytes.of("pong"));
    client.readAll(dst.clear());
    assertEquals("pong", Bytes.text(dst));
  }

  @Rule("LSN-1")
  @InEverySetting
  default void acceptWaitsForAClientAndTheTwoAreJoined(Setting setting) throws Exception {
    with(
        setting,
        listener -> {
          assertEquals(Optional.empty(), listener.tryAccept(), "nobody there is no error");
          Job<QioChannel> accept = setting.start(listener::accept);
          accept.awaitAsleep();
          try (QioChannel client = connectTo(listener.localAddress());
              QioChannel server = accept.await()) {
            assertTrue(server.isBlocking(), "born blocking, whatever the listener's mode");
            assertJoined(client, server);
          }
        });
  }

  @Rule("LSN-1")
  @InEverySetting
  default void acceptGivesUpWhenTheTimeIsUp(Setting setting) throws Exception {
    with(
        setting,
        listener -> {
          assertEquals(Optional.empty(), listener.accept(Duration.ofMillis(5)));
          assertEquals(Optional.empty(), listener.accept(Duration.ZERO));
          try (QioChannel client = connectTo(listener.localAddress());
              QioChannel server = listener.accept(Patience.limit()).orElseThrow()) {
            assertJoined(client, server);
          }
        });
  }

  @Rule("LSN-2")
  @InEverySetting
  default void clientsThatWaitAreAcceptedInTheOrderInWhichTheyCame(Setting setting)
      throws Exception {
    with(
        setting,
        listener -> {
          List<QioChannel> open = new ArrayList<>();
          try {
            for (int i = 0; i < 5; i++) {
              QioChannel client = connectTo(listener.localAddress());
              open.add(client);
              client.writeAll(Bytes.of("" + i));
            }
            for (int i = 0; i < 5; i++) {
              QioChannel server = listener.accept();
              open.add(server);
              ByteBuffer dst = ByteBuffer.allocate(1);
              server.readAll(dst);
              assertEquals("" + i, Bytes.text(dst));
            }
          } finally {
            closeAll(open);
          }
        });
  }

  private static void closeAll(List<QioChannel> channels) throws IOException {
    for (QioChannel channel : channels) {
      channel.close();
    }
  }

  @Rule("LSN-3")
  @InEverySetting
  default void theListenersChannelTellsThatAClientWaitsAndCarriesNoData(Setting setting)
      throws Exception {
    with(
        setting,
        listener -> {
          QioChannel channel = listener.channel();
          assertTrue(channel.hasFeature(ChannelFeature.LISTEN));
          assertFalse(channel.await(IoCondition.IN, Duration.ZERO));
          try (QioChannel client = connectTo(listener.localAddress())) {
            assertTrue(channel.await(IoCondition.IN, Patience.limit()));
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThrows(IOException.class, () -> channel.read(one));
            assertThrows(IOException.class, () -> channel.write(one));
            assertTrue(client.isOpen());
            listener.accept().close();
          }
        });
  }

  @Rule("LSN-4")
  @InEverySetting
  default void closeWakesWhoeverAccepts(Setting setting) throws Exception {
    with(
        setting,
        listener -> {
          List<Job<QioChannel>> acceptors = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            acceptors.add(setting.start(listener::accept));
          }
          Patience.await(() -> "nobody sleeps", () -> acceptors.stream().anyMatch(Job::isAsleep));
          listener.close();
          for (Job<QioChannel> acceptor : acceptors) {
            acceptor.awaitFailure(ClosedChannelException.class);
          }
          assertFalse(listener.isOpen());
          assertThrows(ClosedChannelException.class, listener::accept);
          assertThrows(ClosedChannelException.class, listener::tryAccept);
          listener.close();
        });
  }

  @Rule("LSN-4")
  @InEverySetting
  default void whoSleepsInAcceptLearnsThatItWasClosedMeanwhile(Setting setting) throws Exception {
    with(
        setting,
        listener -> {
          Job<QioChannel> accept = setting.start(listener::accept);
          accept.awaitAsleep();
          listener.close();
          accept.awaitFailure(AsynchronousCloseException.class);
        });
  }

  @Rule("LSN-5")
  @InEverySetting
  default void anInterruptEndsAcceptAndTheListenerIsUsable(Setting setting) throws Exception {
    with(
        setting,
        listener -> {
          Job<QioChannel> accept = setting.start(listener::accept);
          accept.awaitAsleep();
          accept.interrupt();
          accept.awaitFailure(InterruptedIOException.class);
          try (QioChannel client = connectTo(listener.localAddress());
              QioChannel server = listener.accept()) {
            assertJoined(client, server);
          }
        });
  }

  @Rule("LSN-6")
  @InEverySetting
  default void acceptedChannelsOutliveTheListenerAndLaterClientsAreRefused(Setting setting)
      throws Exception {
    with(
        setting,
        listener -> {
          String address = listener.localAddress();
          try (QioChannel client = connectTo(address);
              QioChannel server = listener.accept()) {
            listener.close();
            assertThrows(IOException.class, () -> connectTo(address).close());
            assertJoined(client, server);
          }
        });
  }

  @Rule("LSN-7")
  @InEverySetting
  default void aClientThatNobodyAcceptedFindsTheEndOnceTheListenerIsClosed(Setting setting)
      throws Exception {
    with(
        setting,
        listener -> {
          try (QioChannel client = connectTo(listener.localAddress())) {
            assertTrue(listener.channel().await(IoCondition.IN, Patience.limit()));
            listener.close();
            Job<String> read = setting.start(() -> endOf(client));
            assertTrue(read.await().startsWith("end"));
          }
        });
  }

  /** A reset is an end too, to a client that was never accepted. */
  private static String endOf(QioChannel client) {
    try {
      return "end " + client.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      return "end by " + e;
    }
  }

  @Rule("LSN-8")
  @InEverySetting
  default void aWatchAcceptsOnALoopUntilItIsClosed(Setting setting) throws Exception {
    with(
        setting,
        listener -> {
          BlockingQueue<QioChannel> accepted = new LinkedBlockingQueue<>();
          try (Loop loop = Loop.running()) {
            WatchSource watch = listener.addWatch(loop.context(), accepted::add);
            for (int i = 0; i < 3; i++) {
              try (QioChannel client = connectTo(listener.localAddress());
                  QioChannel server = taken(accepted)) {
                assertJoined(client, server);
              }
            }
            watch.close();
            try (QioChannel client = connectTo(listener.localAddress())) {
              Patience.turns(loop.context());
              assertTrue(accepted.isEmpty(), "it stays in the backlog");
              try (QioChannel server = listener.accept()) {
                assertJoined(client, server);
              }
            }
          }
        });
  }

  @Rule("LSN-11")
  @InEverySetting
  default void aClientThatTheCallbackDoesNotTakeIsClosedAndTheNextOneIsServed(Setting setting)
      throws Exception {
    with(
        setting,
        listener -> {
          BlockingQueue<QioChannel> accepted = new LinkedBlockingQueue<>();
          AtomicBoolean refusing = new AtomicBoolean(true);
          Consumer<QioChannel> choosy =
              client -> {
                if (refusing.getAndSet(false)) {
                  throw new IllegalStateException("thrown on purpose by a test");
                }
                accepted.add(client);
              };
          try (Loop loop = Loop.running();
              WatchSource watch = listener.addWatch(loop.context(), choosy);
              QioChannel refused = connectTo(listener.localAddress())) {
            assertTrue(endOf(refused).startsWith("end "), "nobody keeps it open");
            try (QioChannel client = connectTo(listener.localAddress());
                QioChannel server = taken(accepted)) {
              assertJoined(client, server);
            }
            assertTrue(watch.isOpen(), "one client's trouble is nobody else's");
          }
        });
  }

  private static QioChannel taken(BlockingQueue<QioChannel> accepted) throws Exception {
    QioChannel server = accepted.poll(Patience.limit().toSeconds(), TimeUnit.SECONDS);
    assertTrue(server != null, "no client within the limit");
    return server;
  }

  @Rule("LSN-9")
  @InEverySetting
  default void manyThreadsMayAcceptAtOnceAndEachClientIsAcceptedOnce(Setting setting)
      throws Exception {
    with(
        setting,
        listener -> {
          List<Job<QioChannel>> acceptors = new ArrayList<>();
          List<QioChannel> open = new ArrayList<>();
          try {
            for (int i = 0; i < 8; i++) {
              acceptors.add(setting.start(listener::accept));
            }
            for (int i = 0; i < 8; i++) {
              QioChannel client = connectTo(listener.localAddress());
              open.add(client);
              client.writeAll(Bytes.of("" + i));
            }
            Set<String> seen = new HashSet<>();
            for (Job<QioChannel> acceptor : acceptors) {
              QioChannel server = acceptor.await();
              open.add(server);
              ByteBuffer dst = ByteBuffer.allocate(1);
              server.readAll(dst);
              assertTrue(seen.add(Bytes.text(dst)));
            }
          } finally {
            closeAll(open);
          }
        });
  }

  @Rule("LSN-10")
  @InEverySetting
  default void listeningAndAcceptingLeavesNothingBehind(Setting setting) throws Exception {
    acceptOne(setting);
    acceptOne(setting);
    Leaks.Count descriptors = Leaks.descriptors();
    Leaks.Count threads = Leaks.threads();
    for (int i = 0; i < 10; i++) {
      acceptOne(setting);
    }
    descriptors.assertSame();
    threads.assertSame();
  }

  private void acceptOne(Setting setting) throws Exception {
    with(
        setting,
        listener -> {
          QioChannel unaccepted;
          try (QioChannel client = connectTo(listener.localAddress());
              QioChannel server = listener.accept()) {
            assertJoined(client, server);
            unaccepted = connectTo(listener.localAddress());
          }
          listener.close();
          unaccepted.close();
        });
  }
}
