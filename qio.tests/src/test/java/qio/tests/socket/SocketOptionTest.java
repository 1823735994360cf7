package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSocketOption;
import qio.posix.PosixSockets;
import qio.tck.Rule;

/** Every option does what it says; the native engine's sockets are asked what was set. */
class SocketOptionTest {

  private static int value(QioChannel channel, PosixSocketOption option) throws Exception {
    return PosixSockets.option((PosixDescriptor) channel.descriptor().orElseThrow(), option);
  }

  @Test
  void nodelayAndKeepaliveOfBothEnds() throws Exception {
    SocketKind kind = SocketKind.NATIVE_TCP;
    try (QioListener listener = kind.listen();
        QioChannel client = kind.connect(listener);
        QioChannel server = listener.accept()) {
      for (QioChannel end : List.of(client, server)) {
        assertEquals(1, value(end, PosixSocketOption.NO_DELAY), "on without being asked for");
        assertEquals(0, value(end, PosixSocketOption.KEEP_ALIVE));
      }
    }
    try (QioListener listener = kind.listen("nodelay=off", "keepalive=on");
        QioChannel client = kind.connect(listener, "nodelay=off", "keepalive=on");
        QioChannel server = listener.accept()) {
      for (QioChannel end : List.of(client, server)) {
        assertEquals(0, value(end, PosixSocketOption.NO_DELAY));
        assertEquals(1, value(end, PosixSocketOption.KEEP_ALIVE));
      }
    }
  }

  @Rule("SOCK-15")
  @Test
  void delayAndCorkAreHintsForTcp() throws Exception {
    try (SocketPair pair = SocketKind.NATIVE_TCP.pair()) {
      pair.client().setDelay(true);
      assertEquals(0, value(pair.client(), PosixSocketOption.NO_DELAY));
      pair.client().setDelay(false);
      assertEquals(1, value(pair.client(), PosixSocketOption.NO_DELAY));
      pair.client().setCork(true);
      assertEquals(1, value(pair.client(), PosixSocketOption.CORK));
      pair.client().setCork(false);
      assertEquals(0, value(pair.client(), PosixSocketOption.CORK));
    }
  }

  @Rule("SOCK-15")
  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void hintsHarmNoSocket(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.client().setDelay(false);
      pair.client().setCork(true);
      Bytes.send(pair.client(), "a");
      pair.client().setCork(false);
      pair.client().setDelay(true);
      assertEquals("a", Bytes.receive(pair.server(), 1));
      assertTrue(pair.client().flush());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NATIVE_UNIX"})
  void buffersAreSetOnBothEnds(SocketKind kind) throws Exception {
    try (QioListener listener = kind.listen("sndbuf=32KiB", "rcvbuf=48KiB");
        QioChannel client = kind.connect(listener, "sndbuf=32KiB", "rcvbuf=48KiB");
        QioChannel server = listener.accept()) {
      // Linux doubles what is set, for its own book-keeping.
      assertEquals(64 << 10, value(client, PosixSocketOption.SEND_BUFFER));
      assertEquals(96 << 10, value(client, PosixSocketOption.RECEIVE_BUFFER));
      if (kind.isTcp()) {
        assertEquals(96 << 10, value(server, PosixSocketOption.RECEIVE_BUFFER));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO_TCP", "NIO_UNIX"})
  void aSmallSendBufferHoldsLess(SocketKind kind) throws Exception {
    try (QioListener listener = kind.listen();
        QioChannel small = kind.connect(listener, "sndbuf=8KiB");
        QioChannel large = kind.connect(listener, "sndbuf=1MiB")) {
      small.setBlocking(false);
      large.setBlocking(false);
      assertTrue(Bytes.fill(small) < Bytes.fill(large));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP"})
  void reusePortLetsTwoListen(SocketKind kind) throws Exception {
    try (QioListener first = kind.listen("reuse-port=on")) {
      String address = first.localAddress();
      Qio.listen(kind.with(address, "reuse-port=on")).close();
      assertThrows(BindException.class, () -> Qio.listen(kind.with(address)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_UNIX", "NIO_UNIX"})
  void modeIsThatOfTheFile(SocketKind kind) throws Exception {
    for (String mode : new String[] {"600", "0660", "777"}) {
      try (QioListener listener = kind.listen("mode=" + mode)) {
        Path file = SocketKind.fileOf(listener.localAddress());
        int bits = 0;
        for (var permission : Files.getPosixFilePermissions(file)) {
          bits |= 1 << 8 - permission.ordinal();
        }
        assertEquals(
            Integer.parseInt(mode, 8),
            bits,
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        kind.connect(listener).close();
      }
    }
  }

  static java.util.stream.Stream<org.junit.jupiter.params.provider.Arguments> kindsAndCrews() {
    return AcceptTest.kindsAndCrews();
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void readTimeoutEndsAWaitAndLeavesTheChannelUsable(SocketKind kind, Crew crew) throws Exception {
    try (SocketPair pair = kind.pair("read-timeout=20ms")) {
      var reading = crew.start(() -> pair.client().read(ByteBuffer.allocate(1)));
      var failure = reading.failure(SocketTimeoutException.class);
      assertTrue(failure.getMessage().contains(pair.client().address()), failure::getMessage);
      assertTrue(failure.getMessage().contains("read-timeout"), failure::getMessage);
      Bytes.send(pair.server(), "x");
      assertEquals("x", Bytes.receive(pair.client(), 1));
      Bytes.send(pair.client(), "y");
      assertEquals("y", Bytes.receive(pair.server(), 1));
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void writeTimeoutEndsAWait(SocketKind kind, Crew crew) throws Exception {
    try (SocketPair pair = kind.pair("write-timeout=20ms")) {
      ByteBuffer much = ByteBuffer.allocate(32 << 20);
      var writing =
          crew.start(
              () -> {
                pair.client().writeAll(much);
                return null;
              });
      var failure = writing.failure(SocketTimeoutException.class);
      assertTrue(failure.getMessage().contains("write-timeout"), failure::getMessage);
      assertTrue(much.position() > 0, "what was taken is told");
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void timeoutsOfAListenerHoldForItsClientsNotForAccept(SocketKind kind) throws Exception {
    try (QioListener listener = kind.listen("read-timeout=5ms")) {
      var accepting = Crew.PLATFORM.start(listener::accept).asleep();
      try (QioChannel client = kind.connect(listener);
          QioChannel server = accepting.get()) {
        assertThrows(SocketTimeoutException.class, () -> server.read(ByteBuffer.allocate(1)));
        assertTrue(client.isOpen());
      }
    }
  }
}
