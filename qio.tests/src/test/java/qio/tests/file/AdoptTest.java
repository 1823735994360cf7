package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.aio.AioContext;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SeekOrigin;
import qio.api.channel.WatchSource;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixFiles;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketType;
import qio.tck.Rule;

/** Descriptors that came from elsewhere, as channels. */
class AdoptTest {

  @TempDir Path dir;

  private static QioChannel adopt(Descriptor descriptor) throws IOException {
    return Engine.NATIVE.provider().adopt(descriptor).orElseThrow();
  }

  @Test
  void aMemoryFileHasPositions() throws Exception {
    try (QioChannel file = adopt(PosixFiles.memoryFile("test"))) {
      assertTrue(file.address().startsWith("fd:"));
      assertTrue(file.hasFeature(ChannelFeature.SEEKABLE));
      file.writeAll(Bytes.of("0123456789"));
      assertEquals(4, file.seek(-6, SeekOrigin.CURRENT));
      assertEquals("456789", Bytes.rest(file));
      assertEquals("89", Bytes.at(file, 8, 10));
    }
  }

  @Rule("FILE-8")
  @Test
  void f05_theChannelOwnsTheDescriptor() throws Exception {
    PosixDescriptor descriptor = PosixFiles.memoryFile("test");
    PosixDescriptor copy = descriptor.dup();
    QioChannel file = adopt(descriptor);
    file.close();
    assertFalse(descriptor.isOpen());
    assertTrue(copy.isOpen());
    try (QioChannel other = adopt(copy)) {
      other.writeAll(Bytes.of("x"));
    }
    assertThrows(ClosedChannelException.class, () -> adopt(descriptor));
  }

  @Test
  void aLentDescriptorIsNotGivenAway() throws Exception {
    try (QioChannel file = adopt(PosixFiles.memoryFile("test"))) {
      Descriptor lent = file.descriptor().orElseThrow();
      assertThrows(IllegalArgumentException.class, () -> adopt(lent));
      lent.close();
      file.writeAll(Bytes.of("still open"));
    }
  }

  @Test
  void theFlagsOfASharedPipeAreLeftAlone() throws Exception {
    PosixFiles.Pipe pipe = PosixFiles.pipe(false);
    int before = Descriptors.flags(pipe.reader().number());
    assertEquals(0, before & Descriptors.O_NONBLOCK);
    try (QioChannel reader = adopt(pipe.reader());
        QioChannel writer = adopt(pipe.writer())) {
      reader.setBlocking(false);
      writer.setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, reader.read(ByteBuffer.allocate(1)));
      long total = 0;
      for (int n; (n = writer.write(ByteBuffer.allocate(7000))) != QioChannel.WOULD_BLOCK; ) {
        total += n;
      }
      assertEquals(before, Descriptors.flags(pipe.reader().number()));
      assertEquals(0, Descriptors.flags(pipe.writer().number()) & Descriptors.O_NONBLOCK);
      reader.setBlocking(true);
      reader.readAll(ByteBuffer.allocate((int) total));
      var reading = Threads.VIRTUAL.run(() -> reader.read(ByteBuffer.allocate(1)));
      reading.awaitAsleep("ioAwait");
      assertEquals(before, Descriptors.flags(pipe.reader().number()));
      writer.writeAll(Bytes.of("x"));
      assertEquals(1, reading.result());
    }
  }

  @Test
  void whatADescriptorIsNotOpenForIsRefusedInWords() throws Exception {
    Path path = Files.writeString(dir.resolve("file"), "content");
    try (QioChannel file = adopt(PosixFiles.open(path, EnumSet.of(OpenFlag.READ), 0))) {
      var refused = assertThrows(AccessDeniedException.class, () -> file.write(Bytes.of("x")));
      assertTrue(
          refused.getMessage().startsWith("fd:")
              && refused.getMessage().contains("came open for reading only"),
          refused.getMessage());
      assertEquals("content", Bytes.rest(file));
    }
    var flags = EnumSet.of(OpenFlag.WRITE, OpenFlag.APPEND);
    try (QioChannel file = adopt(PosixFiles.open(path, flags, 0))) {
      assertThrows(AccessDeniedException.class, () -> file.read(ByteBuffer.allocate(1)));
      assertThrows(AccessDeniedException.class, () -> file.pwrite(Bytes.of("x"), 0));
      file.writeAll(Bytes.of("+"));
    }
    assertEquals("content+", Files.readString(path));
  }

  @Test
  void anEventCounterIsReadOnceItWasRaised() throws Exception {
    try (QioChannel counter = adopt(PosixFiles.eventCounter());
        AioContext loop = AioContext.open("test")) {
      assertFalse(counter.hasFeature(ChannelFeature.SEEKABLE));
      counter.setBlocking(false);
      ByteBuffer value = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
      assertEquals(QioChannel.WOULD_BLOCK, counter.read(value));
      int[] calls = new int[1];
      try (WatchSource watch =
          counter.addWatch(
              Set.of(IoCondition.IN),
              (channel, ready) -> {
                calls[0]++;
                return true;
              },
              loop)) {
        assertFalse(loop.poll(false));
        counter.writeAll(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(5).flip());
        counter.writeAll(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(2).flip());
        assertTrue(loop.poll(true));
        assertEquals(1, calls[0]);
        assertTrue(watch.isOpen());
      }
      assertEquals(8, counter.read(value));
      assertEquals(7, value.flip().getLong());
    }
  }

  @Test
  void aSocketIsLeftToOthers() throws Exception {
    try (PosixDescriptor socket = PosixSockets.open(SocketDomain.INET, SocketType.STREAM)) {
      assertEquals(Optional.empty(), Engine.NATIVE.provider().adopt(socket));
      assertTrue(socket.isOpen(), "still the caller's");
      var foreign = new Foreign(socket.number());
      assertEquals(Optional.empty(), Engine.NATIVE.provider().adopt(foreign));
      assertTrue(foreign.open);
    }
  }

  @Test
  void aDirectoryIsRefusedAndStaysTheCallers() throws Exception {
    var flags = EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY);
    try (PosixDescriptor directory = PosixFiles.open(dir, flags, 0)) {
      var refused = assertThrows(FileSystemException.class, () -> adopt(directory));
      assertTrue(refused.getMessage().contains("directory"), refused.getMessage());
      assertTrue(directory.isOpen());
    }
  }

  @Test
  void aDescriptorOfAnotherClassIsDuplicatedAndClosed() throws Exception {
    try (PosixDescriptor original = PosixFiles.memoryFile("test")) {
      var foreign = new Foreign(original.number());
      try (QioChannel file = adopt(foreign)) {
        assertFalse(foreign.open, "taken over");
        file.writeAll(Bytes.of("shared"));
      }
      try (QioChannel file = adopt(original.dup())) {
        assertEquals("shared", Bytes.at(file, 0, 10));
      }
    }
  }

  @Test
  void withoutNativeAccessThereIsNothingToAdopt() throws Exception {
    try (PosixDescriptor file = PosixFiles.memoryFile("test")) {
      assertEquals(Optional.empty(), Engine.NIO.provider().adopt(file));
    }
  }

  /** A descriptor that some other library made. */
  static final class Foreign extends Descriptor {
    private final int number;
    boolean open = true;

    Foreign(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public Descriptor dup() {
      throw new AssertionError("nobody asks for this");
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
