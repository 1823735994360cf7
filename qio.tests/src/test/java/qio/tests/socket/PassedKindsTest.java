package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SeekOrigin;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixFiles;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketName;
import qio.posix.SocketType;
import qio.tck.Rule;

/** What is passed, how much of it, and who owns it afterwards (S36–S44). */
class PassedKindsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path dir;

  /** Two ends of a socket pair as channels. */
  private record Post(QioChannel out, QioChannel in) implements AutoCloseable {

    static Post open() throws IOException {
      PosixSockets.Pair ends = PosixSockets.pair(SocketType.STREAM);
      return new Post(Qio.adopt(ends.first()), Qio.adopt(ends.second()));
    }

    void send(ByteBuffer[] srcs, List<? extends Descriptor> sent) throws IOException {
      out.writevFullAll(srcs, 0, srcs.length, List.copyOf(sent), Set.of());
    }

    /** Sends a descriptor with a byte, receives it and makes a channel of it. */
    QioChannel pass(Descriptor sent) throws IOException {
      send(new ByteBuffer[] {Bytes.of("x")}, List.of(sent));
      try (DescriptorList received = new DescriptorList()) {
        ByteBuffer[] one = {ByteBuffer.allocate(1)};
        in.readvFull(one, 0, 1, received, Set.of(ReadFlag.FD_PRESERVE_BLOCKING));
        return Qio.adopt(received.take());
      }
    }

    @Override
    public void close() throws IOException {
      try (in) {
        out.close();
      }
    }
  }

  @Rule("FD-10")
  @Test
  void aRegularFileArrivesWithItsPosition() throws Exception {
    Path path = Files.writeString(dir.resolve("file"), "0123456789");
    try (Post post = Post.open();
        PosixDescriptor file = PosixFiles.open(path, EnumSet.of(OpenFlag.READ), 0);
        QioChannel adopted = post.pass(file)) {
      assertEquals(4, adopted.seek(4, SeekOrigin.SET));
      assertEquals("456", Bytes.receive(adopted, 3));
      try (QioChannel again = post.pass(file)) {
        assertEquals("789", Bytes.receive(again, 3), "one position for all copies");
      }
    }
  }

  @Rule("FD-10")
  @Test
  void bothEndsOfAPipeArriveAndItsEndToo() throws Exception {
    PosixFiles.Pipe pipe = PosixFiles.pipe(false);
    try (Post post = Post.open();
        PosixDescriptor reader = pipe.reader();
        PosixDescriptor writer = pipe.writer();
        QioChannel out = post.pass(writer);
        QioChannel in = post.pass(reader)) {
      Bytes.send(out, "through");
      assertEquals("through", Bytes.receive(in, 7));
      writer.close();
      out.close();
      assertEquals(QioChannel.EOF, in.read(ByteBuffer.allocate(1)));
      assertFalse(reader.isNonBlocking(), "the flag is the sender's");
    }
  }

  @Rule("FD-10")
  @Test
  void memoryAndCountersAndDevicesArrive() throws Exception {
    try (Post post = Post.open();
        PosixDescriptor memory = PosixFiles.memoryFile("passed");
        PosixDescriptor counter = PosixFiles.eventCounter();
        PosixDescriptor device =
            PosixFiles.open(Path.of("/dev/null"), EnumSet.of(OpenFlag.READ, OpenFlag.WRITE), 0)) {
      try (QioChannel adopted = post.pass(memory)) {
        Bytes.send(adopted, "shared");
        assertEquals(6, PosixFiles.status(memory).size());
      }
      try (QioChannel adopted = post.pass(counter)) {
        adopted.writeAll(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(3).flip());
        ByteBuffer value = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        adopted.readAll(value);
        assertEquals(3, value.flip().getLong());
      }
      try (QioChannel adopted = post.pass(device)) {
        Bytes.send(adopted, "gone");
        assertEquals(QioChannel.EOF, adopted.read(ByteBuffer.allocate(1)));
      }
    }
  }

  @Rule("FD-10")
  @Test
  void aTerminalArrives() throws Exception {
    Path path = Path.of("/dev/ptmx");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isWritable(path), "no terminals here");
    try (Post post = Post.open();
        PosixDescriptor terminal =
            PosixFiles.open(path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE), 0);
        QioChannel adopted = post.pass(terminal)) {
      adopted.setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, adopted.read(ByteBuffer.allocate(1)));
      assertEquals(2, adopted.write(Bytes.of("hi")));
    }
  }

  @Rule("FD-10")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NATIVE_UNIX"})
  void connectedSocketsArrive(SocketKind kind) throws Exception {
    try (Post post = Post.open();
        SocketPair goods = kind.pair();
        QioChannel adopted = post.pass(goods.server().descriptor().orElseThrow())) {
      goods.server().close();
      Bytes.send(goods.client(), "to the new owner");
      assertEquals("to the new owner", Bytes.receive(adopted, 16));
      adopted.close();
      assertEquals(QioChannel.EOF, goods.client().read(ByteBuffer.allocate(1)));
    }
  }

  @Rule("FD-10")
  @Test
  void aListeningSocketArrivesAndSeesItsClients() throws Exception {
    try (Post post = Post.open();
        PosixDescriptor listener = PosixSockets.open(SocketDomain.INET, SocketType.STREAM)) {
      PosixSockets.bind(listener, new SocketName.Inet(InetAddress.getByName("127.0.0.1"), 0));
      PosixSockets.listen(listener, 5);
      try (QioChannel adopted = post.pass(listener);
          QioChannel client = Qio.connect(adopted.localAddress().orElseThrow())) {
        assertTrue(adopted.await(IoCondition.IN, LIMIT), "somebody waits to be accepted");
        assertTrue(client.isOpen());
      }
    }
  }

  // ---- how many

  @Rule("FD-9")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void asManyAsTheKernelTakesGoWithSeveralBuffersInEitherMode(boolean blocking) throws Exception {
    OpenDescriptors.unchangedBy(
        () -> {
          try (Post post = Post.open();
              PosixDescriptor file = PosixFiles.memoryFile("passed");
              DescriptorList received = new DescriptorList()) {
            post.out().setBlocking(blocking);
            post.in().setBlocking(blocking);
            ByteBuffer[] srcs = {Bytes.of("ab"), ByteBuffer.allocateDirect(0), Bytes.of("cde")};
            assertEquals(
                5,
                post.out()
                    .writevFull(srcs, 0, 3, Collections.nCopies(253, (Descriptor) file), Set.of()));
            ByteBuffer[] dsts = {ByteBuffer.allocateDirect(1), ByteBuffer.allocate(9)};
            assertEquals(5, post.in().readvFull(dsts, 0, 2, received, Set.of()));
            assertEquals("a", Bytes.text(dsts[0]));
            assertEquals("bcde", Bytes.text(dsts[1]));
            assertEquals(253, received.size());
          }
        });
  }

  @Rule("FD-9")
  @Test
  void oneTooManyIsRefusedInWordsAndNothingIsSent() throws Exception {
    try (Post post = Post.open();
        PosixDescriptor file = PosixFiles.memoryFile("passed")) {
      ByteBuffer[] srcs = {Bytes.of("x")};
      var refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> post.send(srcs, Collections.nCopies(254, file)));
      assertTrue(
          refused.getMessage().contains("253") && refused.getMessage().contains("254"),
          refused.getMessage());
      assertEquals(0, srcs[0].position());
      post.in().setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, post.in().read(ByteBuffer.allocate(1)));
    }
  }

  // ---- nothing leaks

  @Rule("FD-11")
  @Test
  void aHundredThousandPassesLeaveNothingOpen() throws Exception {
    int batch = 250;
    try (Post post = Post.open();
        PosixDescriptor file = PosixFiles.memoryFile("passed")) {
      List<Descriptor> sent = Collections.nCopies(batch, (Descriptor) file);
      ByteBuffer[] src = {ByteBuffer.allocate(1)};
      ByteBuffer[] dst = {ByteBuffer.allocate(1)};
      int before = OpenDescriptors.count();
      int passed = 0;
      while (passed < 100_000) {
        post.out().writevFull(src, 0, 1, sent, Set.of());
        try (DescriptorList received = new DescriptorList()) {
          assertEquals(1, post.in().readvFull(dst, 0, 1, received, Set.of()));
          passed += received.size();
        }
        src[0].clear();
        dst[0].clear();
      }
      assertEquals(100_000, passed);
      int open = before;
      Eventually.holds("as many as before are open", () -> OpenDescriptors.count() <= open);
    }
  }

  @Rule("FD-11")
  @Test
  void whoAsksForNoneIsLeftNoneHoweverHeReads() throws Exception {
    OpenDescriptors.unchangedBy(
        () -> {
          try (Post post = Post.open();
              PosixDescriptor file = PosixFiles.memoryFile("passed");
              QioChannel sink = Qio.adopt(PosixFiles.memoryFile("sink"))) {
            List<PosixDescriptor> many = Collections.nCopies(253, file);
            post.send(new ByteBuffer[] {Bytes.of("one")}, many);
            assertEquals("one", Bytes.receive(post.in(), 3));
            post.send(new ByteBuffer[] {Bytes.of("two")}, many);
            assertEquals(3, post.in().readv(ByteBuffer.allocate(1), ByteBuffer.allocate(9)));
            post.send(new ByteBuffer[] {Bytes.of("three")}, many);
            assertEquals(5, post.in().transferTo(sink, 5));
            post.send(new ByteBuffer[] {Bytes.of("nobody reads this")}, many);
          }
        });
  }

  // ---- whose they are

  @Rule("FD-12")
  @Test
  void closingAgainNeverClosesANumberThatIsInUseAgain() throws Exception {
    try (Post post = Post.open();
        PosixDescriptor file = PosixFiles.memoryFile("passed");
        DescriptorList received = new DescriptorList()) {
      post.send(new ByteBuffer[] {Bytes.of("x")}, List.of(file, file));
      ByteBuffer[] one = {ByteBuffer.allocate(1)};
      post.in().readvFull(one, 0, 1, received, Set.of());
      Descriptor mine = received.take();
      received.close();
      received.close();
      assertTrue(mine.isOpen(), "what was taken is not the list's any more");
      QioChannel adopted = Qio.adopt(mine);
      adopted.close();
      assertFalse(mine.isOpen(), "adopted, so it went with the channel");
      try (PosixDescriptor next = PosixFiles.memoryFile("next")) {
        mine.close();
        adopted.close();
        received.close();
        assertEquals(0, PosixFiles.status(next).size(), "still open");
        assertThrows(IOException.class, mine::dup);
        assertThrows(IOException.class, () -> Qio.adopt(mine));
      }
      assertTrue(file.isOpen());
    }
  }
}
