package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.posix.PlainTransfer;
import qio.posix.PosixDescriptor;
import qio.posix.PosixFiles;
import qio.posix.PosixSockets;
import qio.posix.SocketType;
import qio.tck.Rule;

/** Descriptors travel with data over UNIX sockets (S36–S44). */
class DescriptorPassingTest {

  private static final Set<qio.api.channel.WriteFlag> PLAIN = Set.of();

  private static void send(QioChannel channel, String text, List<? extends Descriptor> sent)
      throws IOException {
    ByteBuffer[] one = {Bytes.of(text)};
    channel.writevFullAll(one, 0, 1, List.copyOf(sent), PLAIN);
  }

  private static String receive(QioChannel channel, int length, DescriptorList received)
      throws IOException {
    ByteBuffer[] one = {ByteBuffer.allocate(length)};
    channel.readvFull(one, 0, 1, received, Set.of());
    return Bytes.text(one[0]);
  }

  private static String contentOf(Descriptor file) throws IOException {
    ByteBuffer[] one = {ByteBuffer.allocate(100)};
    new PlainTransfer((PosixDescriptor) file).readAt(one, 0, 1, 0);
    return Bytes.text(one[0]);
  }

  private static void write(Descriptor file, String text) throws IOException {
    new PlainTransfer((PosixDescriptor) file).write(Bytes.of(text));
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_UNIX", "NATIVE_ABSTRACT"})
  void threeCopiesArriveAsThreeNewNumbers(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair();
        PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      send(pair.client(), "twelve bytes", List.of(file, file, file));
      assertEquals("twelve bytes", receive(pair.server(), 12, received));
      assertEquals(3, received.size());
      Set<Integer> numbers = new HashSet<>(Set.of(file.number()));
      for (Descriptor each : received) {
        assertTrue(numbers.add(each.number()), "a number of its own");
      }
      write(received.iterator().next(), "through the copy");
      assertEquals("through the copy", contentOf(file));
    }
  }

  @Rule("SOCK-12")
  @ParameterizedTest
  @ValueSource(ints = {1, 17, 253})
  void asManyAsTheKernelTakesGoAtOnce(int count) throws Exception {
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
        PosixDescriptor file = PosixFiles.memoryFile("passed")) {
      OpenDescriptors.unchangedBy(
          () -> {
            try (DescriptorList received = new DescriptorList()) {
              send(pair.client(), "x", Collections.nCopies(count, file));
              assertEquals("x", receive(pair.server(), 1, received));
              assertEquals(count, received.size());
            }
          });
    }
  }

  @Test
  void oneMoreIsRefusedAndNothingIsSent() throws Exception {
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
        PosixDescriptor file = PosixFiles.memoryFile("passed")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> send(pair.client(), "x", Collections.nCopies(254, file)));
      pair.server().setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, pair.server().read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void withoutAByteThereIsNothingToTravelWith() throws Exception {
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
        PosixDescriptor file = PosixFiles.memoryFile("passed")) {
      assertThrows(IllegalArgumentException.class, () -> send(pair.client(), "", List.of(file)));
    }
  }

  @Test
  void aLargeWriteSendsThemOnce() throws Exception {
    byte[] much = new byte[4 << 20];
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
        PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      var sending =
          Crew.VIRTUAL.start(
              () -> {
                ByteBuffer[] parts = {ByteBuffer.wrap(much, 0, 7), ByteBuffer.wrap(much)};
                pair.client().writevFullAll(parts, 0, 2, List.of(file, file), PLAIN);
                return null;
              });
      long left = much.length + 7;
      ByteBuffer[] one = {ByteBuffer.allocate(100_000)};
      while (left > 0) {
        one[0].clear();
        left -= pair.server().readvFull(one, 0, 1, received, Set.of());
      }
      sending.get();
      assertEquals(2, received.size());
    }
  }

  @Test
  void theFirstBytesBringThemInAReadOfAll() throws Exception {
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
        PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      send(pair.client(), "abc", List.of(file));
      Bytes.send(pair.client(), "def");
      ByteBuffer[] one = {ByteBuffer.allocate(6)};
      pair.server().readvFullAll(one, 0, 1, received);
      assertEquals("abcdef", Bytes.text(one[0]));
      assertEquals(1, received.size());
    }
  }

  @Test
  void messagesAreNotMixed() throws Exception {
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
        PosixDescriptor first = PosixFiles.memoryFile("first");
        PosixDescriptor second = PosixFiles.memoryFile("second")) {
      write(first, "one");
      write(second, "two");
      send(pair.client(), "aaa", List.of(first));
      send(pair.client(), "bbb", List.of(second, second));
      try (DescriptorList received = new DescriptorList()) {
        assertEquals("aaa", receive(pair.server(), 100, received), "no data of two messages");
        assertEquals(1, received.size());
        assertEquals("one", contentOf(received.iterator().next()));
      }
      try (DescriptorList received = new DescriptorList()) {
        assertEquals("b", receive(pair.server(), 1, received), "with the first byte");
        assertEquals(2, received.size());
        assertEquals("two", contentOf(received.iterator().next()));
        assertEquals("bb", receive(pair.server(), 100, received));
        assertEquals(2, received.size());
      }
    }
  }

  @Test
  void whoAsksForNoneGetsNoneAndNothingLeaks() throws Exception {
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
        PosixDescriptor file = PosixFiles.memoryFile("passed")) {
      OpenDescriptors.unchangedBy(
          () -> {
            send(pair.client(), "data", Collections.nCopies(20, file));
            assertEquals("data", Bytes.receive(pair.server(), 4));
          });
    }
  }

  @Test
  void aReadThatFailsHalfWayClosesWhatCame() throws Exception {
    try (PosixDescriptor file = PosixFiles.memoryFile("passed")) {
      OpenDescriptors.unchangedBy(
          () -> {
            try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
                DescriptorList received = new DescriptorList()) {
              send(pair.client(), "short", List.of(file, file));
              pair.client().close();
              ByteBuffer[] one = {ByteBuffer.allocate(100)};
              assertThrows(
                  EOFException.class, () -> pair.server().readvFullAll(one, 0, 1, received));
              assertTrue(received.isEmpty());
            }
          });
    }
  }

  @Test
  void oneThatIsClosedIsRefusedAndNothingIsSent() throws Exception {
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair()) {
      PosixDescriptor closed = PosixFiles.memoryFile("closed");
      closed.close();
      assertThrows(ClosedChannelException.class, () -> send(pair.client(), "x", List.of(closed)));
      pair.server().setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, pair.server().read(ByteBuffer.allocate(1)));
    }
  }

  @Rule("SOCK-11")
  @Test
  void theyAreCloseOnExec() throws Exception {
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
        PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      send(pair.client(), "x", List.of(file));
      receive(pair.server(), 1, received);
      int number = received.iterator().next().number();
      String flags =
          Files.readAllLines(Path.of("/proc/self/fdinfo/" + number)).stream()
              .filter(line -> line.startsWith("flags:"))
              .findFirst()
              .orElseThrow();
      assertTrue((Long.parseLong(flags.substring(6).trim(), 8) & 02000000) != 0, flags);
    }
  }

  @Rule({"SOCK-14", "SOCK-20"})
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theModeThatTheSenderSharesIsNotTouched(boolean nonBlocking) throws Exception {
    PosixSockets.Pair ends = PosixSockets.pair(SocketType.STREAM);
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
        PosixDescriptor first = ends.first();
        PosixDescriptor second = ends.second();
        DescriptorList received = new DescriptorList()) {
      first.setNonBlocking(nonBlocking);
      send(pair.client(), "x", List.of(first));
      receive(pair.server(), 1, received);
      try (QioChannel adopted = Qio.adopt(received.take())) {
        assertTrue(adopted.isBlocking(), "the channel has a mode of its own");
        adopted.setBlocking(false);
        assertEquals(QioChannel.WOULD_BLOCK, adopted.read(ByteBuffer.allocate(1)));
        assertEquals(nonBlocking, first.isNonBlocking());
        assertTrue(second.isOpen());
      }
    }
  }

  @Test
  void aConnectedSocketIsHandedOver() throws Exception {
    try (SocketPair post = SocketKind.NATIVE_UNIX.pair();
        SocketPair goods = SocketKind.NATIVE_TCP.pair();
        DescriptorList received = new DescriptorList()) {
      send(post.client(), "x", List.of(goods.server().descriptor().orElseThrow()));
      receive(post.server(), 1, received);
      try (QioChannel adopted = Qio.adopt(received.take())) {
        assertEquals(goods.server().remoteAddress(), adopted.remoteAddress());
        goods.server().close();
        Bytes.send(goods.client(), "to the new owner");
        assertEquals("to the new owner", Bytes.receive(adopted, 16));
        Bytes.send(adopted, "thanks");
        assertEquals("thanks", Bytes.receive(goods.client(), 6));
      }
      assertEquals(
          QioChannel.EOF,
          goods.client().read(ByteBuffer.allocate(1)),
          "the end comes when the last copy is closed");
    }
  }

  @Test
  void whatAChannelLendsStaysItsOwn() throws Exception {
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair()) {
      Descriptor lent = pair.client().descriptor().orElseThrow();
      lent.close();
      assertTrue(lent.isOpen());
      Bytes.send(pair.client(), "x");
      assertEquals("x", Bytes.receive(pair.server(), 1));
      Descriptor copy = lent.dup();
      assertNotEquals(lent.number(), copy.number());
      pair.client().close();
      assertFalse(lent.isOpen());
      assertTrue(copy.isOpen());
      copy.close();
      assertEquals(QioChannel.EOF, pair.server().read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void manyInFlightAreAllReceived() throws Exception {
    int messages = 50;
    List<String> texts = new ArrayList<>();
    try (SocketPair pair = SocketKind.NATIVE_UNIX.pair();
        PosixDescriptor file = PosixFiles.memoryFile("passed")) {
      var sending =
          Crew.VIRTUAL.start(
              () -> {
                for (int i = 0; i < messages; i++) {
                  send(pair.client(), "%04d".formatted(i), Collections.nCopies(i % 5, file));
                }
                return null;
              });
      for (int i = 0; i < messages; i++) {
        try (DescriptorList received = new DescriptorList()) {
          ByteBuffer[] one = {ByteBuffer.allocate(4)};
          pair.server().readvFullAll(one, 0, 1, received);
          texts.add(Bytes.text(one[0]));
          assertEquals(i % 5, received.size(), "message " + i);
        }
      }
      sending.get();
    }
    assertEquals("0049", texts.getLast());
  }
}
