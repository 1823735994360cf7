package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.aio.Readiness;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.posix.layout.Cmsghdr;

class DescriptorPassingTest {

  private int before;
  private PosixSockets.Pair pair;
  private SocketTransfer in;
  private SocketTransfer out;

  @BeforeEach
  void connect() throws IOException {
    before = OpenDescriptors.count();
    pair = PosixSockets.pair(SocketType.STREAM);
    in = new SocketTransfer(pair.first());
    out = new SocketTransfer(pair.second());
  }

  @AfterEach
  void disconnect() throws IOException {
    pair.first().close();
    pair.second().close();
    OpenDescriptors.assertNoneLeaked(before);
  }

  private static ByteBuffer[] bytes(String text) {
    return new ByteBuffer[] {ByteBuffer.wrap(text.getBytes())};
  }

  private static ByteBuffer[] room(int size) {
    return new ByteBuffer[] {ByteBuffer.allocate(size)};
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 253})
  void descriptorsArriveAsNewNumbersOfTheSameFile(int count) throws IOException {
    try (PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      List<Descriptor> sent = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        sent.add(file);
      }
      assertEquals(12, out.send(bytes("Hello World!"), 0, 1, sent));
      ByteBuffer[] dst = room(100);
      assertEquals(12, in.receive(dst, 0, 1, received, false));
      assertEquals("Hello World!", new String(dst[0].array(), 0, 12));
      assertEquals(count, received.size());
      Set<Integer> numbers = new HashSet<>();
      for (Descriptor descriptor : received) {
        assertTrue(numbers.add(descriptor.number()));
        assertNotEquals(file.number(), descriptor.number());
        assertTrue(isCloseOnExec(descriptor.number()));
        new PlainTransfer((PosixDescriptor) descriptor).write(ByteBuffer.wrap(new byte[2]));
      }
      assertEquals(2L * count, PosixFiles.status(file).size(), "all write to the one file");
      assertTrue(file.isOpen(), "sending does not give it away");
    }
  }

  private static boolean isCloseOnExec(int number) throws IOException {
    String info = Files.readString(Path.of("/proc/self/fdinfo/" + number));
    String flags = info.lines().filter(line -> line.startsWith("flags:")).findFirst().orElseThrow();
    return (Long.parseLong(flags.substring(6).strip(), 8) & 02000000) != 0;
  }

  @Test
  void theyAreTiedToTheFirstByteAndMessagesAreNotMerged() throws IOException {
    try (PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      out.send(bytes("one"), 0, 1, List.of(file));
      out.send(bytes("two"), 0, 1, List.of(file, file));
      assertEquals(1, in.receive(room(1), 0, 1, received, false));
      assertEquals(1, received.size());
      // What is left of the first message carries none any more, so the kernel joins it to the
      // second.
      assertEquals(5, in.receive(room(100), 0, 1, received, false));
      assertEquals(3, received.size());
      out.send(bytes("three"), 0, 1, List.of(file));
      out.send(bytes("four"), 0, 1, List.of(file));
      assertEquals(5, in.receive(room(100), 0, 1, received, false));
      assertEquals(4, received.size());
      assertEquals(4, in.receive(room(100), 0, 1, received, false));
      assertEquals(5, received.size());
    }
  }

  @Test
  void severalBuffersOfAllKindsCarryThemToo() throws IOException {
    try (PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      ByteBuffer[] srcs = new ByteBuffer[40];
      for (int i = 0; i < srcs.length; i++) {
        srcs[i] = Bytes.values()[i % Bytes.values().length].of(new byte[] {(byte) i});
      }
      assertEquals(40, out.send(srcs, 0, 40, List.of(file)));
      ByteBuffer[] dsts = {Bytes.DIRECT.room(7), Bytes.HEAP.room(50)};
      assertEquals(40, in.receive(dsts, 0, 2, received, false));
      assertEquals(6, Bytes.taken(dsts[0])[6]);
      assertEquals(39, Bytes.taken(dsts[1])[32]);
      assertEquals(1, received.size());
    }
  }

  @Test
  void withoutAListTheyAreDroppedAndNothingLeaks() throws IOException {
    try (PosixDescriptor file = PosixFiles.memoryFile("passed")) {
      int open = OpenDescriptors.count();
      out.send(bytes("dropped"), 0, 1, List.of(file, file));
      assertEquals(7, in.receive(ByteBuffer.allocate(10)));
      out.send(bytes("dropped"), 0, 1, List.of(file, file));
      assertEquals(
          7, in.receive(new ByteBuffer[] {ByteBuffer.allocate(3), ByteBuffer.allocate(9)}, 0, 2));
      OpenDescriptors.assertNoneLeaked(open);
    }
  }

  @Test
  void peekingBringsNoneAndTheReadDoes() throws IOException {
    try (PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      out.send(bytes("peek"), 0, 1, List.of(file));
      int open = OpenDescriptors.count();
      assertEquals(4, in.receive(room(10), 0, 1, received, true));
      assertTrue(received.isEmpty());
      OpenDescriptors.assertNoneLeaked(open);
      assertEquals(4, in.receive(room(10), 0, 1, received, false));
      assertEquals(1, received.size());
    }
  }

  @Test
  void truncationClosesAllThatArrivedAndFails() throws IOException {
    SocketTransfer narrow = new SocketTransfer(pair.first(), (int) Cmsghdr.space(2 * 4));
    try (PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      int open = OpenDescriptors.count();
      out.send(bytes("three"), 0, 1, List.of(file, file, file));
      SocketException failure =
          assertThrows(
              SocketException.class, () -> narrow.receive(room(10), 0, 1, received, false));
      assertTrue(failure.getMessage().contains("MSG_CTRUNC"), failure::getMessage);
      assertTrue(received.isEmpty());
      OpenDescriptors.assertNoneLeaked(open);
      out.send(bytes("two"), 0, 1, List.of(file, file));
      assertEquals(3, narrow.receive(room(10), 0, 1, received, false), "the stream is in step");
      assertEquals(2, received.size());
    }
  }

  @Test
  void credentialsThatComeAlongAreNoDescriptors() throws IOException {
    PosixSockets.setOption(pair.first(), PosixSocketOption.PASS_CREDENTIALS, 1);
    try (PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      out.send(bytes("both"), 0, 1, List.of(file));
      assertEquals(4, in.receive(room(10), 0, 1, received, false));
      assertEquals(1, received.size());
      assertEquals(
          DescriptorKind.REGULAR_FILE, ((PosixDescriptor) received.iterator().next()).kind());
    }
  }

  @Test
  void anEmptyReadWithAListIsStillOneRead() throws IOException {
    try (DescriptorList received = new DescriptorList()) {
      assertEquals(-2, in.receive(new ByteBuffer[0], 0, 0, received, false));
      out.send(ByteBuffer.wrap(new byte[] {1}));
      assertEquals(0, in.receive(room(0), 0, 1, received, false));
      assertEquals(1, in.receive(room(5), 0, 1, received, false), "no byte was taken before");
    }
  }

  @Test
  void nothingIsSentThatCannotBeSentWhole() throws IOException {
    PosixDescriptor closed = PosixFiles.memoryFile("closed");
    closed.close();
    try (PosixDescriptor file = PosixFiles.memoryFile("passed")) {
      assertThrows(
          ClosedChannelException.class, () -> out.send(bytes("x"), 0, 1, List.of(file, closed)));
      assertThrows(
          IllegalArgumentException.class,
          () -> out.send(new ByteBuffer[] {ByteBuffer.allocate(0)}, 0, 1, List.of(file)));
      List<Descriptor> many = new ArrayList<>();
      for (int i = 0; i < 254; i++) {
        many.add(file);
      }
      assertThrows(IllegalArgumentException.class, () -> out.send(bytes("x"), 0, 1, many));
      file.close();
      assertFalse(OpenDescriptors.has(file.number()), "no failed send holds it");
    }
    assertEquals(-2, in.receive(ByteBuffer.allocate(1)));
  }

  @Test
  void aFullSocketSendsNoneOfThem() throws IOException {
    try (PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      ByteBuffer filler = ByteBuffer.allocateDirect(1 << 20);
      long filled = 0;
      for (int n; (n = out.send(filler.clear())) >= 0; ) {
        filled += n;
      }
      assertEquals(-2, out.send(bytes("x"), 0, 1, List.of(file)));
      while (filled > 0) {
        long n = in.receive(new ByteBuffer[] {filler.clear()}, 0, 1, received, false);
        assertTrue(n > 0);
        filled -= n;
      }
      assertTrue(received.isEmpty());
      assertEquals(1, out.send(bytes("x"), 0, 1, List.of(file)));
      assertEquals(1, in.receive(room(1), 0, 1, received, false));
      assertEquals(1, received.size());
    }
  }

  @Test
  void anInternetSocketPassesNone() throws IOException {
    try (LoopbackPair tcp = LoopbackPair.open();
        PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      SocketTransfer sending = new SocketTransfer(tcp.client());
      SocketException failure =
          assertThrows(SocketException.class, () -> sending.send(bytes("x"), 0, 1, List.of(file)));
      assertTrue(failure.getMessage().contains("only UNIX sockets"), failure::getMessage);
      assertEquals(1, sending.send(bytes("y"), 0, 1, List.of()));
      SocketTransfer receiving = new SocketTransfer(tcp.server());
      tcp.server().waiter().await(Readiness.READ, 5_000_000_000L);
      ByteBuffer[] dst = room(10);
      assertEquals(1, receiving.receive(dst, 0, 1, received, false));
      assertEquals('y', dst[0].get(0));
      assertTrue(received.isEmpty());
    }
  }
}
