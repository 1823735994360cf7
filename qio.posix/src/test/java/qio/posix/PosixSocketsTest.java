package qio.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.aio.Readiness;
import qio.api.channel.PeerCredentials;
import qio.posix.libc.CallMemory;

class PosixSocketsTest {

  private static final long LIMIT = 10_000_000_000L;

  private int before;
  @TempDir private static Path folder;

  @BeforeEach
  void countDescriptors() {
    before = OpenDescriptors.count();
  }

  @AfterEach
  void nothingLeaks() {
    OpenDescriptors.assertNoneLeaked(before);
  }

  private static PosixDescriptor socket(SocketDomain domain) throws IOException {
    return PosixSockets.open(domain, SocketType.STREAM);
  }

  private static SocketName.Inet inet(String address) throws IOException {
    return new SocketName.Inet(InetAddress.getByName(address), 0);
  }

  private static SocketDomain domain(SocketName name) {
    return switch (name) {
      case SocketName.Inet inet ->
          inet.address() instanceof Inet4Address ? SocketDomain.INET : SocketDomain.INET6;
      default -> SocketDomain.UNIX;
    };
  }

  static Stream<SocketName> names() throws IOException {
    return Stream.of(
        inet("127.0.0.1"),
        inet("::1"),
        SocketName.UnixPath.of(folder.resolve("listen.sock").toString()),
        SocketName.UnixAbstract.of("qio-test-" + ProcessHandle.current().pid()),
        new SocketName.UnixAbstract(new byte[] {'q', 0, (byte) 0xff, 0}));
  }

  @ParameterizedTest
  @MethodSource("names")
  void oneListensAndAnotherConnects(SocketName name) throws IOException {
    try (PosixDescriptor listener = socket(domain(name))) {
      PosixSockets.bind(listener, name);
      assertFalse(PosixSockets.isListening(listener));
      PosixSockets.listen(listener, 10);
      assertTrue(PosixSockets.isListening(listener));
      SocketName bound = PosixSockets.localName(listener);
      if (bound instanceof SocketName.Inet inet) {
        assertTrue(inet.port() > 0, "a port was chosen");
        assertEquals(((SocketName.Inet) name).address(), inet.address());
      } else {
        assertEquals(name, bound);
      }
      assertEquals(Optional.empty(), new SocketAcceptor(listener).accept(), "nobody is there yet");
      try (PosixDescriptor client = socket(domain(name))) {
        assertEquals(Optional.empty(), PosixSockets.peerName(client));
        if (PosixSockets.connect(client, bound) == ConnectProgress.IN_PROGRESS) {
          assertTrue(client.waiter().await(Readiness.WRITE, LIMIT));
        }
        assertTrue(PosixSockets.finishConnect(client));
        assertEquals(Optional.of(bound), PosixSockets.peerName(client));
        assertTrue(listener.waiter().await(Readiness.READ, LIMIT));
        AcceptedSocket accepted = new SocketAcceptor(listener).accept().orElseThrow();
        try (PosixDescriptor server = accepted.socket()) {
          assertEquals(PosixSockets.localName(client), accepted.peer());
          assertTrue(server.isNonBlocking());
          assertEquals(bound, PosixSockets.localName(server));
          assertEquals(Optional.of(PosixSockets.localName(client)), PosixSockets.peerName(server));
          new SocketTransfer(client).send(ByteBuffer.wrap(new byte[] {42}));
          assertTrue(server.waiter().await(Readiness.READ, LIMIT));
          ByteBuffer got = ByteBuffer.allocate(1);
          assertEquals(1, new SocketTransfer(server).receive(got));
          assertEquals(42, got.get(0));
        }
      }
    }
  }

  @Test
  void anUnboundUnixClientHasNoName() throws IOException {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    assertEquals(new SocketName.UnixUnnamed(), PosixSockets.localName(pair.first()));
    assertEquals(Optional.of(new SocketName.UnixUnnamed()), PosixSockets.peerName(pair.second()));
    pair.first().close();
    pair.second().close();
  }

  @Test
  void aDualStackListenerServesMappedAddresses() throws IOException {
    try (PosixDescriptor listener = socket(SocketDomain.INET6);
        PosixDescriptor client = socket(SocketDomain.INET6)) {
      PosixSockets.setOption(listener, PosixSocketOption.IPV6_ONLY, 0);
      assertEquals(0, PosixSockets.option(listener, PosixSocketOption.IPV6_ONLY));
      PosixSockets.bind(listener, inet("127.0.0.1"));
      PosixSockets.listen(listener, 1);
      SocketName.Inet bound = (SocketName.Inet) PosixSockets.localName(listener);
      assertEquals(InetAddress.getByName("127.0.0.1"), bound.address(), "unmapped again");
      PosixSockets.connect(client, bound);
      assertTrue(client.waiter().await(Readiness.WRITE, LIMIT));
      assertTrue(PosixSockets.finishConnect(client));
    }
  }

  @Test
  void theScopeOfALinkLocalAddressIsKept() throws IOException {
    InetAddress scoped = Inet6Address.getByAddress(null, inet("fe80::1").address().getAddress(), 1);
    try (CallMemory memory = CallMemory.take()) {
      SocketName.Inet name = new SocketName.Inet(scoped, 7);
      int length = SocketNames.encode(name, 10, memory.room());
      assertEquals(28, length);
      SocketName.Inet back = (SocketName.Inet) SocketNames.decode(memory.room(), length);
      assertEquals(name, back);
      assertEquals(1, ((Inet6Address) back.address()).getScopeId());
    }
  }

  @Test
  void aTakenAddressIsABindException() throws IOException {
    try (PosixDescriptor first = socket(SocketDomain.INET);
        PosixDescriptor second = socket(SocketDomain.INET)) {
      PosixSockets.bind(first, inet("127.0.0.1"));
      PosixSockets.listen(first, 1);
      SocketName taken = PosixSockets.localName(first);
      BindException failure =
          assertThrows(BindException.class, () -> PosixSockets.bind(second, taken));
      assertEquals(
          "bind " + taken + ": EADDRINUSE (98) Address already in use", failure.getMessage());
      BindException foreign =
          assertThrows(BindException.class, () -> PosixSockets.bind(second, inet("192.0.2.1")));
      assertTrue(foreign.getMessage().contains("EADDRNOTAVAIL (99)"));
    }
  }

  @Test
  void aMissingUnixPathIsAConnectException() throws IOException {
    try (PosixDescriptor client = socket(SocketDomain.UNIX)) {
      SocketName missing = SocketName.UnixPath.of(folder.resolve("nobody").toString());
      ConnectException failure =
          assertThrows(ConnectException.class, () -> PosixSockets.connect(client, missing));
      assertEquals(
          "connect " + folder.resolve("nobody") + ": ENOENT (2) No such file or directory",
          failure.getMessage());
    }
  }

  @Test
  void aFullUnixQueueIsToldApart() throws IOException {
    SocketName name = SocketName.UnixAbstract.of("qio-full-" + ProcessHandle.current().pid());
    List<PosixDescriptor> clients = new ArrayList<>();
    try (PosixDescriptor listener = socket(SocketDomain.UNIX)) {
      PosixSockets.bind(listener, name);
      PosixSockets.listen(listener, 0);
      ConnectProgress progress = ConnectProgress.CONNECTED;
      while (progress == ConnectProgress.CONNECTED) {
        assertTrue(clients.size() < 10);
        PosixDescriptor client = socket(SocketDomain.UNIX);
        clients.add(client);
        progress = PosixSockets.connect(client, name);
      }
      assertEquals(ConnectProgress.QUEUE_FULL, progress);
      new SocketAcceptor(listener).accept().orElseThrow().socket().close();
      assertEquals(ConnectProgress.CONNECTED, PosixSockets.connect(clients.getLast(), name));
    } finally {
      for (PosixDescriptor client : clients) {
        client.close();
      }
    }
  }

  @Test
  void shutdownEndsOneDirectionOrBoth() throws IOException {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    SocketTransfer first = new SocketTransfer(pair.first());
    SocketTransfer second = new SocketTransfer(pair.second());
    PosixSockets.shutdown(pair.first(), false, false);
    assertEquals(-2, second.receive(ByteBuffer.allocate(1)));
    PosixSockets.shutdown(pair.first(), true, false);
    assertEquals(-1, first.receive(ByteBuffer.allocate(1)));
    assertEquals(1, first.send(ByteBuffer.allocate(1)));
    PosixSockets.shutdown(pair.first(), true, true);
    assertEquals(1, second.receive(ByteBuffer.allocate(1)));
    assertEquals(-1, second.receive(ByteBuffer.allocate(1)));
    pair.first().close();
    pair.second().close();
    try (PosixDescriptor unconnected = socket(SocketDomain.INET)) {
      SocketException failure =
          assertThrows(SocketException.class, () -> PosixSockets.shutdown(unconnected, true, true));
      assertTrue(failure.getMessage().contains("ENOTCONN (107)"), failure::getMessage);
    }
  }

  @Test
  void optionsReadBackWhatWasSet() throws IOException {
    try (PosixDescriptor socket = socket(SocketDomain.INET6)) {
      for (PosixSocketOption option : PosixSocketOption.values()) {
        int value =
            switch (option) {
              case SEND_BUFFER, RECEIVE_BUFFER -> 20_000;
              case KEEP_IDLE, KEEP_INTERVAL, KEEP_COUNT -> 77;
              case USER_TIMEOUT -> 12_345;
              case TYPE_OF_SERVICE, TRAFFIC_CLASS -> 0x10;
              default -> 1;
            };
        if (option == PosixSocketOption.PASS_CREDENTIALS) {
          continue; // newer kernels take it on UNIX sockets only
        }
        PosixSockets.setOption(socket, option, value);
        boolean doubled =
            option == PosixSocketOption.SEND_BUFFER || option == PosixSocketOption.RECEIVE_BUFFER;
        assertEquals(
            doubled ? 2 * value : value, PosixSockets.option(socket, option), option::name);
      }
      assertEquals(OptionalInt.empty(), PosixSockets.linger(socket));
      PosixSockets.setLinger(socket, OptionalInt.of(5));
      assertEquals(OptionalInt.of(5), PosixSockets.linger(socket));
      PosixSockets.setLinger(socket, OptionalInt.empty());
      assertEquals(OptionalInt.empty(), PosixSockets.linger(socket));
    }
  }

  @Test
  void anOptionOfAnotherFamilySaysWhichOne() throws IOException {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    pair.first().describe("unix:@x");
    SocketException failure =
        assertThrows(
            SocketException.class,
            () -> PosixSockets.setOption(pair.first(), PosixSocketOption.NO_DELAY, 1));
    assertEquals(
        "setsockopt unix:@x NO_DELAY=1: EOPNOTSUPP (95) Operation not supported",
        failure.getMessage());
    PosixSockets.setOption(pair.first(), PosixSocketOption.PASS_CREDENTIALS, 1);
    assertEquals(1, PosixSockets.option(pair.first(), PosixSocketOption.PASS_CREDENTIALS));
    pair.first().close();
    pair.second().close();
  }

  @Test
  void thePeerOfAUnixSocketIsKnown() throws IOException {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    PeerCredentials peer = PosixSockets.peerCredentials(pair.first()).orElseThrow();
    assertEquals(ProcessHandle.current().pid(), peer.pid());
    long uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assertEquals(uid, peer.uid());
    pair.first().close();
    pair.second().close();
    try (LoopbackPair tcp = LoopbackPair.open();
        PosixDescriptor lonely = socket(SocketDomain.UNIX)) {
      assertEquals(Optional.empty(), PosixSockets.peerCredentials(tcp.client()));
      assertEquals(Optional.empty(), PosixSockets.peerCredentials(lonely));
    }
  }

  @Test
  void closedSocketsAndOtherFilesAreRefused() throws IOException {
    PosixDescriptor closed = socket(SocketDomain.INET);
    closed.close();
    assertThrows(ClosedChannelException.class, () -> PosixSockets.listen(closed, 1));
    assertThrows(ClosedChannelException.class, () -> new SocketAcceptor(closed).accept());
    assertThrows(ClosedChannelException.class, () -> PosixSockets.localName(closed));
    try (PosixDescriptor file = PosixFiles.memoryFile("no socket")) {
      SocketException failure =
          assertThrows(SocketException.class, () -> PosixSockets.localName(file));
      assertTrue(failure.getMessage().contains("ENOTSOCK (88)"), failure::getMessage);
    }
  }

  @Test
  void unixNamesAreCheckedAndCompared() {
    assertThrows(IllegalArgumentException.class, () -> SocketName.UnixPath.of(""));
    assertThrows(
        IllegalArgumentException.class, () -> SocketName.UnixPath.of("/" + "x".repeat(107)));
    assertEquals(107, SocketName.UnixPath.of("/" + "x".repeat(106)).bytes().length);
    assertEquals(108, new SocketName.UnixPath(filled(108)).bytes().length);
    assertThrows(IllegalArgumentException.class, () -> new SocketName.UnixPath(new byte[] {0}));
    assertThrows(IllegalArgumentException.class, () -> SocketName.UnixAbstract.of("x".repeat(108)));
    byte[] bytes = {1, 2};
    SocketName.UnixAbstract name = new SocketName.UnixAbstract(bytes);
    bytes[0] = 9;
    name.bytes()[1] = 9;
    assertArrayEquals(new byte[] {1, 2}, name.bytes());
    assertEquals(new SocketName.UnixAbstract(new byte[] {1, 2}), name);
    assertThrows(
        IllegalArgumentException.class,
        () -> new SocketName.Inet(InetAddress.getLoopbackAddress(), 65536));
    assertEquals("[0:0:0:0:0:0:0:1]:80", new SocketName.Inet(loopback6(), 80).toString());
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'x');
    return bytes;
  }

  private static InetAddress loopback6() {
    try {
      return InetAddress.getByName("::1");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPathOfTheFullLengthIsReadBack() throws IOException {
    // Linux takes one byte more than most programs can name; such a socket may be handed to us.
    Path parent = Path.of("/tmp");
    String path = parent.resolve("q".repeat(108 - 5)).toString();
    SocketName.UnixPath full = new SocketName.UnixPath(path.getBytes());
    try (PosixDescriptor socket = socket(SocketDomain.UNIX)) {
      PosixSockets.bind(socket, full);
      assertEquals(full, PosixSockets.localName(socket));
    } finally {
      PosixFiles.unlink(Path.of(path));
    }
  }
}
