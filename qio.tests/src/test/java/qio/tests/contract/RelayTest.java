package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.Qio;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SeekOrigin;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketType;
import qio.spi.file.PipeChannels;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelPair;
import qio.tck.Job;
import qio.tck.Rule;
import qio.tck.Setting;
import qio.tests.tls.TlsPairs;

/** Moving bytes between channels of different providers. */
final class RelayTest {

  private static final int SIZE = 3_000_000;

  @TempDir Path dir;

  private Path content;
  private byte[] bytes;

  @BeforeEach
  void write() throws IOException {
    bytes = new byte[SIZE];
    new Random(7).nextBytes(bytes);
    content = Files.write(dir.resolve("content"), bytes);
  }

  /** Every kind of stream that a file can be moved into and out of. */
  enum Kind {
    NATIVE_TCP,
    NATIVE_UNIX,
    NIO_TCP,
    NIO_UNIX,
    PIPE,
    MEMORY,
    TLS;

    ChannelPair open() throws Exception {
      return switch (this) {
        case NATIVE_TCP -> Sockets.NATIVE.pair(Sockets.tcp());
        case NATIVE_UNIX -> Sockets.NATIVE.pair(Sockets.unix());
        case NIO_TCP -> Sockets.NIO.pair(Sockets.tcp());
        case NIO_UNIX -> Sockets.NIO.pair(Sockets.unix());
        case PIPE -> {
          PipeChannels pipe = PipeChannels.open();
          yield ChannelPair.oneWay(pipe.writer(), pipe.reader());
        }
        case MEMORY -> {
          MemoryPair pair = MemoryChannels.pair();
          yield ChannelPair.twoWay(pair.first(), pair.second());
        }
        case TLS -> TlsPairs.over(Sockets.NATIVE.pair(Sockets.tcp()));
      };
    }
  }

  private QioChannel file(String name, String options) throws IOException {
    return Qio.connect("file:" + dir.resolve(name) + options);
  }

  @Rule({"XFER-1", "XFER-8"})
  @ParameterizedTest
  @EnumSource
  void aFileGoesThroughEveryKindOfStreamIntoAFile(Kind kind) throws Exception {
    try (ChannelPair pair = kind.open();
        QioChannel from = file("content", "");
        QioChannel to = file("copy", "?mode=w")) {
      Job<Long> sending =
          Setting.BLOCKING_VIRTUAL.start(
              () -> {
                long moved = from.transferTo(pair.writer(), Long.MAX_VALUE);
                pair.writer().close();
                return moved;
              });
      assertEquals(SIZE, pair.reader().transferTo(to, Long.MAX_VALUE));
      assertEquals(SIZE, sending.await());
      assertEquals(SIZE, from.seek(0, SeekOrigin.CURRENT), "the position is behind what was moved");
      assertEquals(SIZE, to.seek(0, SeekOrigin.CURRENT));
    }
    assertArrayEquals(bytes, Files.readAllBytes(dir.resolve("copy")));
  }

  @Rule({"XFER-1", "XFER-6"})
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP", "TLS"})
  void anInterruptedFileGoesOnWhereItWas(Kind kind) throws Exception {
    try (ChannelPair pair = kind.open();
        QioChannel from = Qio.connect("file:" + large(MORE_THAN_A_SOCKET_TAKES))) {
      Job<Long> sending =
          Setting.BLOCKING_PLATFORM.start(() -> from.transferTo(pair.writer(), Long.MAX_VALUE));
      sending.awaitAsleep();
      sending.interrupt();
      int moved = sending.awaitFailure(InterruptedIOException.class).bytesTransferred;
      assertTrue(moved > 0, "moved " + moved);
      assertEquals(moved, from.seek(0, SeekOrigin.CURRENT));
      Job<Long> rest =
          Setting.BLOCKING_PLATFORM.start(
              () -> {
                long more = from.transferTo(pair.writer(), Long.MAX_VALUE);
                pair.writer().close();
                return more;
              });
      assertArrayEquals(sha256(dir.resolve("large")), sha256(pair.reader()));
      assertEquals(MORE_THAN_A_SOCKET_TAKES, moved + rest.await());
    }
  }

  @Rule("XFER-1")
  @Test
  void aHundredMebibytesArriveWhole() throws Exception {
    try (ChannelPair pair = Kind.NATIVE_TCP.open();
        ChannelPair next = Kind.NATIVE_UNIX.open();
        QioChannel from = Qio.connect("file:" + large(LARGE))) {
      Job<Long> first =
          Setting.BLOCKING_VIRTUAL.start(
              () -> {
                long moved = from.transferTo(pair.writer(), Long.MAX_VALUE);
                pair.writer().close();
                return moved;
              });
      Job<Long> second =
          Setting.NON_BLOCKING_PLATFORM.start(
              () -> {
                long moved = pair.reader().transferTo(next.writer(), Long.MAX_VALUE);
                next.writer().close();
                return moved;
              });
      assertArrayEquals(sha256(large(LARGE)), sha256(next.reader()));
      assertEquals(LARGE, first.await());
      assertEquals(LARGE, second.await());
    }
  }

  private static final long LARGE = 100L << 20;
  private static final long MORE_THAN_A_SOCKET_TAKES = 24L << 20;

  private Path large(long size) throws IOException {
    Path path = dir.resolve("large");
    if (!Files.exists(path)) {
      byte[] block = new byte[1 << 20];
      Random random = new Random(3);
      try (var out = Files.newOutputStream(path)) {
        for (long i = 0; i < size; i += block.length) {
          random.nextBytes(block);
          out.write(block);
        }
      }
    }
    return path;
  }

  private static byte[] sha256(Path path) throws Exception {
    try (QioChannel file = Qio.connect("file:" + path)) {
      return sha256(file);
    }
  }

  private static byte[] sha256(QioChannel channel) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ByteBuffer chunk = ByteBuffer.allocate(1 << 18);
    while (channel.read(chunk.clear()) != QioChannel.EOF) {
      digest.update(chunk.flip());
    }
    return digest.digest();
  }

  @Rule("XFER-8")
  @Test
  void nothingGoesPastALayer() throws Exception {
    ChannelPair below = Kind.NATIVE_TCP.open();
    try (ChannelPair pair = TlsPairs.over(below);
        QioChannel from = file("content", "")) {
      assertEquals(1000, from.transferTo(pair.writer(), 1000));
      ByteBuffer dst = ByteBuffer.allocate(1000);
      pair.reader().readAll(dst);
      assertEquals(ByteBuffer.wrap(bytes, 0, 1000), dst.flip(), "it came out decrypted");
    }
  }

  @Rule("XFER-9")
  @Test
  void theFlagOfASocketThatOthersShareIsNotTouchedAndNothingWaitsForIt() throws Exception {
    PosixSockets.Pair ends = PosixSockets.pair(SocketType.STREAM);
    ends.first().setNonBlocking(false);
    try (PosixDescriptor shared = ends.first().dup();
        QioChannel sink = Qio.adopt(ends.first());
        QioChannel reader = Qio.adopt(ends.second());
        QioChannel from = file("content", "")) {
      Job<Long> sending =
          Setting.BLOCKING_VIRTUAL.start(() -> from.transferTo(sink, Long.MAX_VALUE));
      sending.awaitAsleep();
      assertFalse(shared.isNonBlocking());
      sending.interrupt();
      int moved = sending.awaitFailure(InterruptedIOException.class).bytesTransferred;
      assertEquals(moved, from.seek(0, SeekOrigin.CURRENT));
      ByteBuffer dst = ByteBuffer.allocate(moved);
      reader.readAll(dst);
      assertEquals(ByteBuffer.wrap(bytes, 0, moved), dst.flip());
    }
  }

  @Rule("XFER-4")
  @Test
  void aFileThatIsNotOpenForItIsRefusedInWords() throws Exception {
    try (QioChannel from = file("content", "");
        QioChannel alsoReading = file("content", "");
        QioChannel writing = file("other", "?mode=w")) {
      assertThrows(AccessDeniedException.class, () -> from.transferTo(alsoReading, 10));
      assertEquals(0, from.seek(0, SeekOrigin.CURRENT), "what could not be written is not read");
      assertThrows(AccessDeniedException.class, () -> writing.transferTo(alsoReading, 10));
    }
  }

  @Rule("XFER-1")
  @Test
  void filesThatOnlyLookEmptyAndFilesThatOnlyGrowAreCopied() throws Exception {
    try (QioChannel from = Qio.connect("file:/proc/self/status");
        QioChannel to = file("log", "?mode=append")) {
      long moved = from.transferTo(to, Long.MAX_VALUE);
      assertTrue(moved > 0);
      try (QioChannel again = file("content", "")) {
        assertEquals(SIZE, again.transferTo(to, Long.MAX_VALUE));
      }
      assertEquals(moved + SIZE, Files.size(dir.resolve("log")));
    }
  }

  @Rule("XFER-10")
  @Test
  void noDescriptorIsLeftWhateverBecomesOfATransfer() throws Exception {
    for (int round = 0; round < 3; round++) {
      try (ChannelPair from = Kind.NATIVE_TCP.open();
          ChannelPair to = Kind.NATIVE_UNIX.open()) {
        from.writer().writeAll(ByteBuffer.wrap(bytes, 0, 1000));
        assertEquals(1000, from.reader().transferTo(to.writer(), 1000));
        long open = openPipes();
        Job<Long> stuck =
            Setting.BLOCKING_PLATFORM.start(() -> from.reader().transferTo(to.writer(), 10));
        stuck.awaitAsleep();
        stuck.interrupt();
        assertEquals(0, stuck.awaitFailure(InterruptedIOException.class).bytesTransferred);
        assertEquals(open, openPipes());
        from.writer().close();
        assertEquals(0, from.reader().transferTo(to.writer(), 10));
        assertEquals(open, openPipes());
      }
    }
  }

  private static long openPipes() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.toList().stream().filter(RelayTest::isPipe).count();
    }
  }

  private static boolean isPipe(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().startsWith("pipe:");
    } catch (IOException gone) {
      return false;
    }
  }

  @Rule("XFER-6")
  @Test
  void bytesThatAreKeptCanBePeekedAtAndWaitedFor() throws Exception {
    try (ChannelPair from = Kind.NATIVE_UNIX.open();
        ChannelPair to = Kind.NATIVE_UNIX.open()) {
      to.writer().setBlocking(false);
      while (to.writer().write(ByteBuffer.wrap(bytes)) > 0) {
        // until it is full
      }
      from.writer().writeAll(ByteBuffer.wrap(bytes, 0, 100));
      Job<Long> stuck =
          Setting.BLOCKING_VIRTUAL.start(() -> from.reader().transferTo(to.writer(), 100));
      stuck.awaitAsleep();
      stuck.interrupt();
      assertEquals(0, stuck.awaitFailure(InterruptedIOException.class).bytesTransferred);
      from.reader().await(IoCondition.IN);
      ByteBuffer[] peeked = {ByteBuffer.allocate(3)};
      var peek = java.util.Set.of(qio.api.channel.ReadFlag.MSG_PEEK);
      assertEquals(3, from.reader().readvFull(peeked, 0, 1, null, peek));
      from.writer().writeAll(ByteBuffer.wrap(bytes, 100, 100));
      ByteBuffer[] dsts = {ByteBuffer.allocate(50), ByteBuffer.allocate(150)};
      from.reader().readvAll(dsts);
      assertEquals(ByteBuffer.wrap(bytes, 0, 3), peeked[0].flip());
      for (ByteBuffer dst : List.of(dsts)) {
        dst.flip();
      }
      assertEquals(ByteBuffer.wrap(bytes, 0, 50), dsts[0]);
      assertEquals(ByteBuffer.wrap(bytes, 50, 150), dsts[1]);
    }
  }
}
