package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadPendingException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.aio.AioContext;
import qio.api.channel.ChannelFeature;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SeekOrigin;
import qio.api.channel.UnsupportedFeatureException;
import qio.api.channel.WatchSource;
import qio.spi.file.PipeChannels;
import qio.tck.Rule;

/** Pipes: the stream kind of file, which waits, hangs up and can be watched. */
class PipeTest {

  private static final Duration MOMENT = Duration.ofSeconds(10);

  private QioChannel reader;
  private QioChannel writer;

  @BeforeEach
  void open() throws IOException {
    PipeChannels pipe = PipeChannels.open();
    reader = pipe.reader();
    writer = pipe.writer();
  }

  @AfterEach
  void close() throws IOException {
    new PipeChannels(reader, writer).close();
  }

  private static ByteBuffer room(int size) {
    return ByteBuffer.allocate(size);
  }

  /** Writes until no more goes in. */
  private long fill() throws IOException {
    writer.setBlocking(false);
    long total = 0;
    for (; ; ) {
      int n = writer.write(ByteBuffer.allocateDirect(10_000));
      if (n == QioChannel.WOULD_BLOCK) {
        return total;
      }
      total += n;
    }
  }

  @Rule("FILE-3")
  @Test
  void f06_aPipeHasNoPosition() {
    assertFalse(reader.hasFeature(ChannelFeature.SEEKABLE));
    var seek =
        assertThrows(UnsupportedFeatureException.class, () -> reader.seek(0, SeekOrigin.SET));
    assertTrue(seek.getMessage().startsWith("pipe:"), seek.getMessage());
    assertThrows(UnsupportedFeatureException.class, () -> reader.pread(room(1), 0));
    assertThrows(UnsupportedFeatureException.class, () -> writer.pwrite(room(1), 0));
  }

  @Test
  void f09_anEmptyPipeWouldBlockAndAFullOneToo() throws Exception {
    reader.setBlocking(false);
    assertEquals(QioChannel.WOULD_BLOCK, reader.read(room(4)));
    long filled = fill();
    assertTrue(filled >= 4096, "it took " + filled);
    assertEquals(QioChannel.WOULD_BLOCK, writer.write(room(1)));
    ByteBuffer some = ByteBuffer.allocateDirect(8192);
    reader.readAll(some);
    assertTrue(writer.write(room(100)) > 0, "there is room again");
  }

  @Test
  void f09_theEndIsToldAgainAndAgainAfterTheLastByte() throws Exception {
    writer.writeAll(Bytes.of("last"));
    writer.close();
    assertEquals("last", Bytes.rest(reader));
    assertEquals(QioChannel.EOF, reader.read(room(4)));
    assertEquals(QioChannel.EOF, reader.read(room(4)));
  }

  @Rule("FILE-6")
  @Test
  void f09_aBrokenPipeIsAnErrorWithItsCause() throws Exception {
    reader.close();
    IOException broken = assertThrows(IOException.class, () -> writer.write(Bytes.of("x")));
    assertTrue(
        broken.getMessage().contains("pipe:") && broken.getMessage().contains("EPIPE"),
        broken.getMessage());
  }

  @Test
  void eachEndGoesOneWay() {
    var read = assertThrows(AccessDeniedException.class, () -> writer.read(room(1)));
    assertTrue(read.getMessage().contains("the writing end of a pipe"), read.getMessage());
    var write = assertThrows(AccessDeniedException.class, () -> reader.write(Bytes.of("x")));
    assertTrue(write.getMessage().contains("the reading end of a pipe"), write.getMessage());
  }

  @Rule("FILE-9")
  @Test
  void f13_bothEndsAreCloseOnExec() throws Exception {
    for (QioChannel end : new QioChannel[] {reader, writer}) {
      int flags = Descriptors.flags(end.descriptor().orElseThrow().number());
      assertTrue((flags & Descriptors.O_CLOEXEC) != 0, "flags " + Integer.toOctalString(flags));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReaderSleepsUntilThereAreBytes(Threads threads) throws Exception {
    var reading = threads.run(() -> Bytes.rest(reader));
    reading.awaitAsleep("ioAwait");
    writer.writeAll(Bytes.of("a"));
    reading.awaitAsleep("ioAwait");
    writer.writeAll(Bytes.of("b"));
    writer.close();
    assertEquals("ab", reading.result());
  }

  @ParameterizedTest
  @EnumSource
  void aWriterSleepsUntilThereIsRoom(Threads threads) throws Exception {
    long filled = fill();
    writer.setBlocking(true);
    var writing = threads.run(() -> writer.write(Bytes.of("more")));
    writing.awaitAsleep("ioAwait");
    ByteBuffer all = room((int) filled);
    reader.readAll(all);
    assertEquals(4, writing.result());
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesAThreadThatWaits(Threads threads) throws Exception {
    var reading = threads.run(() -> reader.read(room(1)));
    reading.awaitAsleep("ioAwait");
    reader.close();
    assertInstanceOf(AsynchronousCloseException.class, reading.failure());
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesAThreadThatWaitsForRoom(Threads threads) throws Exception {
    fill();
    writer.setBlocking(true);
    var writing = threads.run(() -> writer.write(Bytes.of("x")));
    writing.awaitAsleep("ioAwait");
    writer.close();
    assertInstanceOf(AsynchronousCloseException.class, writing.failure());
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptEndsTheWaitAndLeavesThePipeUsable(Threads threads) throws Exception {
    var reading =
        threads.run(
            () -> {
              var failure = assertThrows(InterruptedIOException.class, () -> reader.read(room(1)));
              assertFalse(Thread.currentThread().isInterrupted(), "the interrupt is used up");
              return failure.getMessage();
            });
    reading.awaitAsleep("ioAwait");
    reading.thread().interrupt();
    assertTrue(reading.result().startsWith("pipe:"));
    writer.writeAll(Bytes.of("ok"));
    ByteBuffer dst = room(2);
    reader.readAll(dst);
    assertEquals(Bytes.of("ok"), dst.flip());
  }

  @ParameterizedTest
  @EnumSource
  void aSecondReaderIsRefused(Threads threads) throws Exception {
    var reading = threads.run(() -> reader.read(room(1)));
    reading.awaitAsleep("ioAwait");
    assertThrows(ReadPendingException.class, () -> reader.read(room(1)));
    writer.writeAll(Bytes.of("x"));
    assertEquals(1, reading.result());
  }

  @ParameterizedTest
  @EnumSource
  void awaitingHasATimeLimit(Threads threads) throws Exception {
    assertEquals(
        false, threads.run(() -> reader.await(IoCondition.IN, Duration.ofMillis(20))).result());
    writer.writeAll(Bytes.of("x"));
    assertEquals(true, threads.run(() -> reader.await(IoCondition.IN, MOMENT)).result());
    assertEquals(true, threads.run(() -> writer.await(IoCondition.OUT, MOMENT)).result());
  }

  @Test
  void f10_aWatchRunsOnlyWhileThereAreBytes() throws Exception {
    try (AioContext loop = AioContext.open("test")) {
      List<Set<IoCondition>> told = new ArrayList<>();
      try (WatchSource watch =
          reader.addWatch(
              Set.of(IoCondition.IN),
              (channel, ready) -> {
                told.add(ready);
                return true;
              },
              loop)) {
        assertFalse(loop.poll(false), "nothing to read yet");
        writer.writeAll(Bytes.of("xy"));
        assertTrue(loop.poll(MOMENT));
        assertTrue(loop.poll(MOMENT), "level-triggered");
        reader.readAll(room(2));
        assertFalse(loop.poll(false));
        assertEquals(List.of(Set.of(IoCondition.IN), Set.of(IoCondition.IN)), told);
        assertTrue(watch.isOpen());
      }
    }
  }

  @Test
  void f10_aWatchForRoomRunsOnlyWhileThereIsSome() throws Exception {
    long filled = fill();
    try (AioContext loop = AioContext.open("test")) {
      int[] calls = new int[1];
      try (WatchSource watch =
          writer.addWatch(
              Set.of(IoCondition.OUT),
              (channel, ready) -> {
                calls[0]++;
                return true;
              },
              loop)) {
        assertFalse(loop.poll(false));
        reader.readAll(room((int) filled));
        assertTrue(loop.poll(MOMENT));
        assertEquals(1, calls[0]);
        assertTrue(watch.isOpen());
      }
    }
  }

  @Test
  void g22_aBareHangUpIsToldOnlyToThoseWhoAskedForIt() throws Exception {
    try (AioContext loop = AioContext.open("test")) {
      List<Set<IoCondition>> told = new ArrayList<>();
      WatchSource forBytes =
          reader.addWatch(
              Set.of(IoCondition.IN),
              (channel, ready) -> {
                throw new AssertionError("called for " + ready);
              },
              loop);
      writer.close();
      for (int turn = 0; turn < 3; turn++) {
        loop.poll(Duration.ofMillis(5));
      }
      assertTrue(forBytes.isOpen(), "silent, not gone");
      WatchSource forTheEnd =
          reader.addWatch(
              Set.of(IoCondition.IN, IoCondition.HUP),
              (channel, ready) -> {
                told.add(ready);
                return false;
              },
              loop);
      while (forTheEnd.isOpen()) {
        assertTrue(loop.poll(MOMENT));
      }
      assertEquals(List.of(Set.of(IoCondition.HUP)), told);
    }
  }

  @Test
  void g22_theWriterLearnsOfAReaderThatIsGone() throws Exception {
    try (AioContext loop = AioContext.open("test")) {
      List<Set<IoCondition>> told = new ArrayList<>();
      fill();
      reader.close();
      WatchSource watch =
          writer.addWatch(
              Set.of(IoCondition.ERR),
              (channel, ready) -> {
                told.add(ready);
                return false;
              },
              loop);
      while (watch.isOpen()) {
        assertTrue(loop.poll(MOMENT));
      }
      assertEquals(List.of(Set.of(IoCondition.ERR)), told);
    }
  }

  @Test
  void loopHandlersOfBothEndsRunWhenTheyCan() throws Exception {
    try (AioContext loop = AioContext.open("test")) {
      int[] calls = new int[2];
      reader.setAioFdHandler(loop, () -> calls[0]++, null);
      writer.setAioFdHandler(loop, null, () -> calls[1]++);
      assertTrue(loop.poll(MOMENT));
      assertEquals(0, calls[0]);
      assertEquals(1, calls[1]);
      writer.writeAll(Bytes.of("x"));
      assertTrue(loop.poll(MOMENT));
      assertEquals(1, calls[0]);
      reader.setAioFdHandler(loop, null, null);
      int writes = calls[1];
      assertTrue(loop.poll(MOMENT));
      assertEquals(1, calls[0], "the reader's handler is gone");
      assertEquals(writes + 1, calls[1]);
    }
  }
}
