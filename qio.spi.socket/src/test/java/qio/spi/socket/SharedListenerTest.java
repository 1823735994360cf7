package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketName;
import qio.posix.SocketType;
import qio.tck.ListenerContract;
import qio.tck.Rule;

/** Listening sockets that came as descriptors, in a mode that others may share. */
@Rule("SOCK-31")
class SharedListenerTest {

  private static PosixDescriptor listening(boolean nonBlocking) throws IOException {
    PosixDescriptor socket = PosixSockets.open(SocketDomain.INET, SocketType.STREAM);
    PosixSockets.bind(socket, new SocketName.Inet(InetAddress.getByName("127.0.0.1"), 0));
    PosixSockets.listen(socket, 64);
    socket.setNonBlocking(nonBlocking);
    return socket;
  }

  private abstract static class Adopted implements ListenerContract {

    private final boolean nonBlocking;

    Adopted(boolean nonBlocking) {
      this.nonBlocking = nonBlocking;
    }

    @Override
    public QioListener openListener() throws Exception {
      return new SocketProvider().adoptListener(listening(nonBlocking)).orElseThrow();
    }

    @Override
    public QioChannel connectTo(String address) throws Exception {
      String target = address.substring("tcp:".length());
      return new SocketProvider().connect(new Endpoint("tcp", target), OptionValues.none());
    }
  }

  @Nested
  final class Blocking extends Adopted {
    Blocking() {
      super(false);
    }
  }

  @Nested
  final class NonBlocking extends Adopted {
    NonBlocking() {
      super(true);
    }
  }

  @Test
  void theModeIsLeftAsItIs() throws Exception {
    for (boolean nonBlocking : new boolean[] {true, false}) {
      PosixDescriptor socket = listening(nonBlocking);
      try (PosixDescriptor shared = socket.dup();
          QioListener listener = new SocketProvider().adoptListener(socket).orElseThrow()) {
        assertEquals(Optional.empty(), listener.tryAccept());
        assertEquals(Optional.empty(), listener.accept(Duration.ofMillis(5)));
        assertEquals(nonBlocking, shared.isNonBlocking());
      }
      assertFalse(socket.isOpen(), "it was the listener's");
    }
  }

  @Test
  void whatDoesNotListenStaysTheCallers() throws Exception {
    try (PosixDescriptor socket = PosixSockets.open(SocketDomain.INET, SocketType.STREAM)) {
      assertEquals(Optional.empty(), new SocketProvider().adoptListener(socket));
      assertTrue(socket.isOpen());
    }
    PosixDescriptor lent = listening(true);
    try (lent) {
      assertThrows(
          IllegalArgumentException.class, () -> new SocketProvider().adoptListener(lent.lend()));
    }
  }
}
