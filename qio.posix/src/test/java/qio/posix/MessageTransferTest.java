package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.DescriptorList;

/** Messages by system calls: sizes, cuts, senders, and what large ones pass through. */
class MessageTransferTest {

  private PosixSockets.Pair pair;
  private MessageReceiver in;
  private MessageSender out;

  @BeforeEach
  void connect() throws IOException {
    pair = PosixSockets.pair(SocketType.DATAGRAM);
    in = new MessageReceiver(pair.first());
    out = new MessageSender(pair.second());
  }

  @AfterEach
  void disconnect() throws IOException {
    pair.first().close();
    pair.second().close();
  }

  private long send(ByteBuffer... srcs) throws IOException {
    return out.send(srcs, 0, srcs.length, null, List.of());
  }

  private long receive(ByteBuffer... dsts) throws IOException {
    return in.receive(dsts, 0, dsts.length, null, false);
  }

  private static ByteBuffer filled(Bytes kind, int size) {
    ByteBuffer buffer = kind.allocate(size);
    for (int i = 0; i < size; i++) {
      buffer.put((byte) (i * 7 + (i >> 8)));
    }
    return buffer.flip();
  }

  @ParameterizedTest
  @EnumSource(Bytes.class)
  void aMessageOfManyHundredKilobytesIsWhole(Bytes kind) throws IOException {
    PosixSockets.setOption(pair.second(), PosixSocketOption.SEND_BUFFER, 400_000);
    int size = (int) Math.min(out.limit(), 300_000);
    assertTrue(size > 128 * 1024, "more than a block of memory holds");
    ByteBuffer src = filled(kind, size);
    assertEquals(size, send(src.slice(0, 10), src.slice(10, size - 10)));
    ByteBuffer first = kind.allocate(5);
    ByteBuffer rest = kind.allocate(size);
    assertEquals(size, receive(first, rest));
    ByteBuffer whole = ByteBuffer.allocate(size).put(first.flip()).put(rest.flip()).flip();
    assertEquals(src, whole);
  }

  @Test
  void aLargeMessageThatIsCutTellsItsSize() throws IOException {
    PosixSockets.setOption(pair.second(), PosixSocketOption.SEND_BUFFER, 400_000);
    int size = (int) Math.min(out.limit(), 300_000);
    send(filled(Bytes.HEAP, size));
    ByteBuffer dst = ByteBuffer.allocate(size - 1);
    assertEquals(size - 1, receive(dst));
    assertEquals(size, in.size());
    assertEquals(-2, receive(dst.clear()), "with nothing there");
  }

  @Test
  void aMessageBeyondTheLimitIsRefusedByTheKernelAndBeforeItIsCopied() throws IOException {
    long limit = out.limit();
    for (long size : new long[] {limit + 1, limit + (1 << 20)}) {
      ByteBuffer[] halves = {
        ByteBuffer.allocate((int) size / 2), ByteBuffer.allocate((int) (size - size / 2))
      };
      var refused = assertThrows(SocketException.class, () -> send(halves));
      assertEquals(Errno.EMSGSIZE, PosixException.in(refused).orElseThrow().errno().orElseThrow());
      assertEquals(0, halves[0].position());
    }
    assertEquals(limit, send(ByteBuffer.allocateDirect((int) limit)));
  }

  @Test
  void theSenderIsTold() throws IOException {
    try (PosixDescriptor one = udp();
        PosixDescriptor other = udp()) {
      MessageReceiver receiver = new MessageReceiver(one);
      MessageSender sender = new MessageSender(other);
      PeerAddress to = new PeerAddress();
      assertTrue(to.isEmpty());
      to.set(PosixSockets.localName(one), SocketDomain.INET);
      assertEquals(SocketDomain.INET, to.domain());
      ByteBuffer[] bytes = {ByteBuffer.allocate(10)};
      assertEquals(10, sender.send(bytes, 0, 1, to, List.of()));
      PeerAddress from = new PeerAddress();
      bytes[0].clear();
      one.waiter().await(qio.api.aio.Readiness.READ, -1);
      assertEquals(10, receiver.receive(bytes, 0, 1, from));
      assertEquals(PosixSockets.localName(other), from.name());
    }
  }

  private static PosixDescriptor udp() throws IOException {
    PosixDescriptor socket = PosixSockets.open(SocketDomain.INET, SocketType.DATAGRAM);
    PosixSockets.bind(socket, new SocketName.Inet(InetAddress.getLoopbackAddress(), 0));
    return socket;
  }

  @Test
  void theKernelGivesAnUnboundUnixSocketAName() throws IOException {
    try (PosixDescriptor socket = PosixSockets.open(SocketDomain.UNIX, SocketType.DATAGRAM)) {
      assertEquals(new SocketName.UnixUnnamed(), PosixSockets.localName(socket));
      PosixSockets.autobind(socket);
      assertTrue(PosixSockets.localName(socket) instanceof SocketName.UnixAbstract);
    }
  }

  @Test
  void theFileOfASocketIsMadeWithTheModeThatWasSaidBefore(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("s");
    try (PosixDescriptor socket = PosixSockets.open(SocketDomain.UNIX, SocketType.DATAGRAM)) {
      PosixSockets.fileMode(socket, 0400);
      PosixSockets.bind(socket, SocketName.UnixPath.of(path.toString()));
      assertEquals("r--------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }
  }

  @Test
  void descriptorsThatWereCutOffAreAllClosed() throws IOException {
    MessageReceiver narrow = new MessageReceiver(pair.first(), 20);
    Map<Integer, String> before = OpenDescriptors.now();
    ByteBuffer[] one = {ByteBuffer.wrap(new byte[] {1})};
    out.send(one, 0, 1, null, List.of(pair.first(), pair.first(), pair.first()));
    try (DescriptorList received = new DescriptorList()) {
      ByteBuffer[] dst = {ByteBuffer.allocate(10)};
      assertThrows(SocketException.class, () -> narrow.receive(dst, 0, 1, received, false));
      assertTrue(received.isEmpty());
    }
    assertEquals(before, OpenDescriptors.now());
  }

  @Test
  void onlyUnixSocketsPassDescriptors() throws IOException {
    try (PosixDescriptor socket = udp()) {
      PosixSockets.connect(socket, PosixSockets.localName(socket));
      MessageSender sender = new MessageSender(socket);
      ByteBuffer[] one = {ByteBuffer.allocate(1)};
      assertThrows(
          SocketException.class, () -> sender.send(one, 0, 1, null, List.of(pair.first())));
      assertFalse(NativeWait.isReady(socket.number(), qio.api.aio.Readiness.READ));
    }
  }

  @Test
  void machineSocketsHaveNumbers() throws IOException {
    PeerAddress address = new PeerAddress();
    var name = new SocketName.Vsock(SocketName.Vsock.ANY, 4_294_967_294L);
    address.set(name, SocketDomain.VSOCK);
    assertEquals(name, address.name());
    assertEquals("vsock any:4294967294", name.toString());
    assertThrows(IllegalArgumentException.class, () -> new SocketName.Vsock(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new SocketName.Vsock(0, 1L << 32));
  }
}
