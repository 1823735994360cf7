package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;

/** FIFOs: pipes with a name, whose ends come and go. */
class FifoTest {

  @TempDir Path dir;

  private Path fifo;

  @BeforeEach
  void make() throws Exception {
    fifo = dir.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start().waitFor());
  }

  @ParameterizedTest
  @EnumSource
  void aReaderWaitsForTheFirstWriterAndThenToTheEnd(Threads threads) throws Exception {
    try (QioChannel reader = Engine.NATIVE.open(fifo)) {
      var reading = threads.run(() -> Bytes.rest(reader));
      reading.awaitAsleep("ioAwait");
      try (QioChannel writer = Engine.NATIVE.open(fifo, "mode=w")) {
        writer.writeAll(Bytes.of("hello"));
      }
      assertEquals("hello", reading.result());
      assertEquals(QioChannel.EOF, reader.read(ByteBuffer.allocate(1)), "the end stays");
    }
  }

  @Test
  void beforeItsFirstWriterAReaderWouldBlockAndIsNotAtTheEnd() throws Exception {
    try (QioChannel reader = Engine.NATIVE.open(fifo)) {
      reader.setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, reader.read(ByteBuffer.allocate(1)));
      QioChannel writer = Engine.NATIVE.open(fifo, "mode=append");
      assertEquals(QioChannel.WOULD_BLOCK, reader.read(ByteBuffer.allocate(1)), "nothing written");
      writer.close();
      assertEquals(QioChannel.EOF, reader.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void aWriterThatCameAndWentBeforeTheFirstReadIsSeen() throws Exception {
    try (QioChannel reader = Engine.NATIVE.open(fifo)) {
      Engine.NATIVE.open(fifo, "mode=w").close();
      assertEquals(QioChannel.EOF, reader.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void aWatchTellsOfTheFirstBytes() throws Exception {
    try (AioContext loop = AioContext.open("test");
        QioChannel reader = Engine.NATIVE.open(fifo)) {
      List<Set<IoCondition>> told = new ArrayList<>();
      WatchSource watch =
          reader.addWatch(
              Set.of(IoCondition.IN, IoCondition.HUP),
              (channel, ready) -> {
                told.add(ready);
                return false;
              },
              loop);
      loop.poll(false);
      assertEquals(List.of(), told);
      try (QioChannel writer = Engine.NATIVE.open(fifo, "mode=w")) {
        writer.writeAll(Bytes.of("x"));
        while (watch.isOpen()) {
          loop.poll(true);
        }
      }
      assertEquals(List.of(Set.of(IoCondition.IN)), told);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesAReaderThatHasNoWriterYet(Threads threads) throws Exception {
    QioChannel reader = Engine.NATIVE.open(fifo);
    var reading = threads.run(() -> reader.read(ByteBuffer.allocate(1)));
    reading.awaitAsleep("ioAwait");
    reader.close();
    assertInstanceOf(AsynchronousCloseException.class, reading.failure());
  }

  @ParameterizedTest
  @EnumSource
  void openingForWritingWaitsForAReader(Threads threads) throws Exception {
    var opening = threads.run(() -> Engine.NATIVE.open(fifo, "mode=w"));
    opening.awaitAsleep("parkNanos");
    try (QioChannel reader = Engine.NATIVE.open(fifo);
        QioChannel writer = opening.result()) {
      writer.writeAll(Bytes.of("late"));
      ByteBuffer four = ByteBuffer.allocate(4);
      reader.readAll(four);
      assertEquals(Bytes.of("late"), four.flip());
    }
  }

  @ParameterizedTest
  @EnumSource
  void openingForWritingCanBeInterrupted(Threads threads) throws Exception {
    var opening = threads.run(() -> Engine.NATIVE.open(fifo, "mode=w"));
    opening.awaitAsleep("parkNanos");
    opening.thread().interrupt();
    Throwable failure = opening.failure();
    assertInstanceOf(InterruptedIOException.class, failure);
    assertTrue(failure.getMessage().startsWith("file:" + fifo + ": "), failure.getMessage());
  }

  @Test
  void openingForWritingHasATimeLimitThatNamesTheCause() {
    var late =
        assertThrows(
            FileSystemException.class,
            () -> Engine.NATIVE.open(fifo, "mode=w", "connect-timeout=30ms"));
    assertTrue(
        late.getMessage().startsWith("file:" + fifo + ": nobody opened this FIFO for reading")
            && late.getMessage().contains("connect-timeout"),
        late.getMessage());
  }

  @Test
  void aFifoThatGoesWhileItIsWaitedForIsNotReplacedByAFile() throws Exception {
    var opening = Threads.PLATFORM.run(() -> Engine.NATIVE.open(fifo, "mode=w"));
    opening.awaitAsleep("parkNanos");
    Files.delete(fifo);
    assertInstanceOf(NoSuchFileException.class, opening.failure());
    assertTrue(Files.notExists(fifo));
  }

  @Test
  void bothEndsInOneChannel() throws Exception {
    try (QioChannel both = Engine.NATIVE.open(fifo, "mode=rw")) {
      both.setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, both.read(ByteBuffer.allocate(1)));
      both.writeAll(Bytes.of("self"));
      ByteBuffer four = ByteBuffer.allocate(4);
      both.readAll(four);
      assertEquals(Bytes.of("self"), four.flip());
    }
  }

  @Test
  void thePortableEngineSaysWhatItLacks() {
    var refused = assertThrows(FileSystemException.class, () -> Engine.NIO.open(fifo));
    assertTrue(
        refused.getMessage().startsWith("file:" + fifo + ": ")
            && refused.getMessage().contains("--enable-native-access=qio.posix"),
        refused.getMessage());
  }

  @Test
  void aUnixSocketIsNotOpenedButTheRightAddressIsTold() throws Exception {
    Path path = dir.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      var refused = assertThrows(FileSystemException.class, () -> Engine.NATIVE.open(path));
      assertTrue(refused.getMessage().contains("unix:" + path), refused.getMessage());
    }
  }
}
