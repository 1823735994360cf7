package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is peculiar to the selector; what it has in common with all pollers is the TCK's. */
class SelectorPollerTest {

  private static final long LONG = TimeUnit.SECONDS.toNanos(20);

  private SelectorPoller poller;
  private final List<Integer> told = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    poller = new SelectorPoller();
  }

  @AfterEach
  void close() {
    poller.close();
  }

  @Test
  void aDescriptorIsRefusedWithTheWayToGetOneServed() {
    Pollable descriptor = Pollable.ofDescriptor(7);
    assertFalse(poller.accepts(descriptor));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> poller.register(descriptor, Readiness.READ, told::add))
            .getMessage();
    assertTrue(message.contains("fd:7"), message);
    assertTrue(message.contains("--enable-native-access=qio.posix"), message);
    assertTrue(message.contains("module qio.posix"), message);
  }

  @Test
  void aChannelInBlockingModeIsRefusedWithTheCure() throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel _ = pipe.sink()) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> poller.register(Pollable.ofChannel(source), Readiness.READ, told::add))
              .getMessage();
      assertTrue(message.contains("configureBlocking(false)"), message);
    }
  }

  @Test
  void connectAndAcceptAreWriteAndRead() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open();
        SocketChannel client = SocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.configureBlocking(false);
      client.configureBlocking(false);
      PollKey serverKey = poller.register(Pollable.ofChannel(server), Readiness.READ, told::add);
      boolean connected = client.connect(server.getLocalAddress());
      assertEquals(1, poller.poll(LONG));
      assertEquals(List.of(Readiness.READ), told);
      serverKey.cancel();
      PollKey key = poller.register(Pollable.ofChannel(client), Readiness.WRITE, told::add);
      assertEquals(1, poller.poll(LONG));
      assertEquals(List.of(Readiness.READ, Readiness.WRITE), told);
      assertTrue(connected || client.finishConnect());
      assertEquals(1, poller.poll(LONG), "connected, it is writable");
      key.interest(Readiness.READ);
      assertEquals(0, poller.poll(0));
    }
  }

  @Test
  void whatAChannelCannotBeIsNotWaitedFor() throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel _ = pipe.sink()) {
      source.configureBlocking(false);
      poller.register(Pollable.ofChannel(source), Readiness.ALL & ~Readiness.READ, told::add);
      assertEquals(0, poller.poll(0));
    }
  }

  @Test
  void theInterestInAClosedChannelIsRefused() throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel _ = pipe.sink()) {
      source.configureBlocking(false);
      PollKey key = poller.register(Pollable.ofChannel(source), Readiness.READ, told::add);
      source.close();
      assertThrows(ClosedChannelException.class, () -> key.interest(Readiness.READ));
      key.cancel();
    }
  }

  @Test
  void aCancelledKeyIsGoneFromItsChannelAtOnce() throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel _ = pipe.sink()) {
      source.configureBlocking(false);
      PollKey key = poller.register(Pollable.ofChannel(source), Readiness.READ, told::add);
      assertTrue(source.isRegistered());
      key.cancel();
      assertFalse(source.isRegistered());
    }
  }

  @Test
  void cancellingDoesNotEatAWakeup() throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel _ = pipe.sink()) {
      source.configureBlocking(false);
      PollKey key = poller.register(Pollable.ofChannel(source), Readiness.READ, told::add);
      poller.wakeup();
      key.cancel();
      long began = System.nanoTime();
      assertEquals(0, poller.poll(LONG));
      assertTrue(System.nanoTime() - began < LONG / 2, "the wakeup was lost");
    }
  }
}
