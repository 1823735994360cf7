package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.SeekOrigin;
import qio.api.channel.ShutdownMode;
import qio.api.channel.UnsupportedFeatureException;
import qio.tck.Rule;

/** Positions of regular files, and transfers that leave them alone. */
class FilePositionsTest {

  @TempDir Path dir;

  private QioChannel digits(Engine engine) throws IOException {
    return engine.open(Files.writeString(dir.resolve("digits"), "0123456789"), "mode=rw");
  }

  @Rule("FILE-3")
  @ParameterizedTest
  @EnumSource
  void f06_aFileSaysThatItCanSeek(Engine engine) throws Exception {
    try (QioChannel file = digits(engine)) {
      assertTrue(file.hasFeature(ChannelFeature.SEEKABLE));
      assertTrue(file.hasFeature(ChannelFeature.CONCURRENT_IO));
      assertFalse(file.hasFeature(ChannelFeature.SHUTDOWN));
      assertFalse(file.hasFeature(ChannelFeature.FD_PASS));
      assertThrows(UnsupportedFeatureException.class, () -> file.shutdown(ShutdownMode.WRITE));
      file.setDelay(false);
      file.setCork(true);
      assertTrue(file.flush(), "nothing was sent without a copy, so nothing is waited for");
    }
  }

  @Rule("SEEK-11")
  @Test
  void theNativeEngineFindsTheHolesOfASparseFile() throws Exception {
    Path path = dir.resolve("sparse");
    try (QioChannel file = Engine.NATIVE.open(path, "mode=rw", "create=on")) {
      file.pwrite(Bytes.of("begin"), 0);
      file.pwrite(Bytes.of("end"), 1 << 20);
      long hole = file.seek(0, SeekOrigin.HOLE);
      long data = file.seek(hole, SeekOrigin.DATA);
      assertTrue(hole > 0 && hole <= 1 << 16, "a hole at " + hole);
      assertTrue(data > 1 << 19 && data <= 1 << 20, "data at " + data);
      assertEquals((1 << 20) + 3, file.seek(data, SeekOrigin.HOLE));
      assertEquals(QioChannel.EOF, file.seek((1 << 20) + 3, SeekOrigin.DATA));
    }
  }

  @ParameterizedTest
  @EnumSource
  void f07_seekAnswersTheNewPosition(Engine engine) throws Exception {
    try (QioChannel file = digits(engine)) {
      assertEquals(4, file.seek(4, SeekOrigin.SET));
      assertEquals("45", read(file, 2));
      assertEquals(5, file.seek(-1, SeekOrigin.CURRENT));
      assertEquals("56", read(file, 2));
      assertEquals(7, file.seek(-3, SeekOrigin.END));
      assertEquals("789", read(file, 5));
      assertEquals(15, file.seek(5, SeekOrigin.END));
      assertEquals(QioChannel.EOF, file.read(ByteBuffer.allocate(1)));
    }
  }

  private static String read(QioChannel file, int length) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(length);
    int n = file.read(dst);
    return new String(dst.array(), 0, Math.max(n, 0));
  }

  @ParameterizedTest
  @EnumSource
  void f07_aSeekToBeforeTheBeginningIsRefusedAndMovesNothing(Engine engine) throws Exception {
    try (QioChannel file = digits(engine)) {
      file.seek(3, SeekOrigin.SET);
      assertThrows(IllegalArgumentException.class, () -> file.seek(-1, SeekOrigin.SET));
      for (SeekOrigin origin : new SeekOrigin[] {SeekOrigin.CURRENT, SeekOrigin.END}) {
        var refused = assertThrows(IllegalArgumentException.class, () -> file.seek(-11, origin));
        assertTrue(
            refused.getMessage().startsWith("file:")
                && refused.getMessage().contains("-11")
                && refused.getMessage().contains(origin.name()),
            refused.getMessage());
      }
      assertThrows(
          IllegalArgumentException.class, () -> file.seek(Long.MAX_VALUE, SeekOrigin.CURRENT));
      assertEquals(3, file.seek(0, SeekOrigin.CURRENT));
    }
  }

  @Rule("FILE-10")
  @ParameterizedTest
  @EnumSource
  void aPositionBeyondTheLimitsOfTheSystemIsAnErrorAndChangesNothing(Engine engine)
      throws Exception {
    try (QioChannel file = digits(engine)) {
      file.seek(3, SeekOrigin.SET);
      ByteBuffer src = ByteBuffer.allocate(2);
      IOException refused =
          assertThrows(IOException.class, () -> file.pwrite(src, Long.MAX_VALUE - 1));
      assertTrue(refused.getMessage().contains("file:"), refused.getMessage());
      assertEquals(0, src.position());
      assertEquals(3, file.seek(0, SeekOrigin.CURRENT));
      assertEquals(10, file.seek(0, SeekOrigin.END));
    }
  }

  @ParameterizedTest
  @EnumSource
  void f08_positionalTransfersLeaveThePositionAndHonourSeveralBuffers(Engine engine)
      throws Exception {
    try (QioChannel file = digits(engine)) {
      file.seek(2, SeekOrigin.SET);
      ByteBuffer[] parts = {
        ByteBuffer.allocate(3), ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(4)
      };
      assertEquals(7, file.preadv(parts, 1));
      assertEquals(Bytes.of("123"), parts[0].flip());
      assertEquals(Bytes.of("4567"), parts[2].flip());
      assertEquals(4, file.pwritev(new ByteBuffer[] {Bytes.of("ab"), Bytes.of("cd")}, 8));
      assertEquals("01234567abcd", Bytes.at(file, 0, 20));
      assertEquals(2, file.seek(0, SeekOrigin.CURRENT));
    }
  }

  @ParameterizedTest
  @EnumSource
  void f08_aReadAtOrPastTheEndIsTheEnd(Engine engine) throws Exception {
    try (QioChannel file = digits(engine)) {
      assertEquals("89", Bytes.at(file, 8, 5), "the last bytes come first");
      assertEquals("EOF", Bytes.at(file, 10, 5));
      assertEquals("EOF", Bytes.at(file, 1L << 40, 5));
      assertEquals(0, file.pread(ByteBuffer.allocate(0), 10), "no room is not the end");
      assertThrows(IllegalArgumentException.class, () -> file.pread(ByteBuffer.allocate(1), -1));
      assertThrows(IllegalArgumentException.class, () -> file.pwrite(Bytes.of("x"), -1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGapReadsAsZeros(Engine engine) throws Exception {
    try (QioChannel file = digits(engine)) {
      assertEquals(1, file.pwrite(Bytes.of("x"), 12));
      assertEquals("0123456789\0\0x", Bytes.at(file, 0, 20));
      file.seek(14, SeekOrigin.SET);
      file.writeAll(Bytes.of("y"));
      assertEquals("x\0y", Bytes.at(file, 12, 20));
    }
  }

  @ParameterizedTest
  @EnumSource
  void f09_theEndIsToldAgainAndAgainAndIsNotFinal(Engine engine) throws Exception {
    try (QioChannel file = digits(engine)) {
      assertEquals("0123456789", Bytes.rest(file));
      for (int i = 0; i < 3; i++) {
        assertEquals(QioChannel.EOF, file.read(ByteBuffer.allocate(4)));
        assertFalse(file.readAllEof(ByteBuffer.allocate(4)));
      }
      file.setBlocking(false);
      assertEquals(QioChannel.EOF, file.read(ByteBuffer.allocate(4)), "and not would-block");
      file.pwrite(Bytes.of("more"), 10);
      assertEquals("more", read(file, 10));
    }
  }

  @ParameterizedTest
  @EnumSource
  void f11_transfersOfNoBytesMoveNone(Engine engine) throws Exception {
    try (QioChannel file = digits(engine)) {
      assertEquals(0, file.write(ByteBuffer.allocate(0)));
      assertEquals(0, file.pwrite(ByteBuffer.allocate(0), 3));
      assertEquals(0, file.read(ByteBuffer.allocate(0)));
      assertEquals("0123456789", Bytes.at(file, 0, 20));
    }
  }

  @ParameterizedTest
  @EnumSource
  void readingAndWritingShareOnePosition(Engine engine) throws Exception {
    try (QioChannel file = digits(engine)) {
      assertEquals("012", read(file, 3));
      file.writeAll(Bytes.of("ab"));
      assertEquals("56", read(file, 2));
      assertEquals("012ab56789", Bytes.at(file, 0, 20));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfBufferIsReadAndWritten(Engine engine) throws Exception {
    byte[] array = new byte[3 << 20];
    new Random(7).nextBytes(array);
    ByteBuffer direct = ByteBuffer.allocateDirect(array.length).put(array).flip();
    ByteBuffer slice = ByteBuffer.wrap(array, 5, 1000).slice();
    try (QioChannel file = engine.open(dir.resolve("big"), "mode=rw", "create=on")) {
      file.writeAll(direct.asReadOnlyBuffer());
      file.writeAll(ByteBuffer.wrap(array));
      file.writeAll(slice);
      assertEquals(2L * array.length + 1000, file.seek(0, SeekOrigin.CURRENT));
      file.seek(0, SeekOrigin.SET);
      ByteBuffer heap = ByteBuffer.allocate(array.length);
      ByteBuffer off = ByteBuffer.allocateDirect(array.length);
      ByteBuffer tail = ByteBuffer.wrap(new byte[2000], 700, 1000);
      file.readvAll(heap, off, tail);
      assertEquals(ByteBuffer.wrap(array), heap.flip());
      assertEquals(ByteBuffer.wrap(array), off.flip());
      assertEquals(ByteBuffer.wrap(array, 5, 1000), tail.position(700));
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyThreadsReadAndWriteAtPositionsAtOnce(Engine engine) throws Exception {
    int threads = 8;
    int blocks = 200;
    int size = 1009;
    try (QioChannel file = engine.open(dir.resolve("shared"), "mode=rw", "create=on");
        ExecutorService platform = Executors.newFixedThreadPool(threads / 2);
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int mine = t;
        Callable<Integer> job =
            () -> {
              ByteBuffer block = ByteBuffer.allocate(size);
              ByteBuffer back = ByteBuffer.allocateDirect(size);
              int right = 0;
              for (int i = 0; i < blocks; i++) {
                long at = (long) (i * threads + mine) * size;
                java.util.Arrays.fill(block.array(), (byte) (mine * 31 + i));
                block.clear();
                back.clear();
                if (file.pwrite(block, at) == size
                    && file.pread(back, at) == size
                    && back.flip().equals(block.flip())) {
                  right++;
                }
              }
              return right;
            };
        results.add((t % 2 == 0 ? platform : virtual).submit(job));
      }
      for (Future<Integer> result : results) {
        assertEquals(blocks, result.get());
      }
      assertEquals(0, file.seek(0, SeekOrigin.CURRENT));
      assertEquals((long) threads * blocks * size, file.seek(0, SeekOrigin.END));
    }
  }

  @ParameterizedTest
  @EnumSource
  void f12_aClosedFileRefusesEverythingAndClosingAgainDoesNothing(Engine engine) throws Exception {
    QioChannel file = digits(engine);
    file.close();
    file.close();
    assertFalse(file.isOpen());
    Executable[] calls = {
      () -> file.read(ByteBuffer.allocate(1)),
      () -> file.write(Bytes.of("x")),
      () -> file.pread(ByteBuffer.allocate(1), 0),
      () -> file.pwrite(Bytes.of("x"), 0),
      () -> file.seek(0, SeekOrigin.SET),
      () -> file.setBlocking(false),
      () -> file.createWatch(java.util.Set.of(qio.api.channel.IoCondition.IN))
    };
    for (Executable call : calls) {
      var closed = assertThrows(ClosedChannelException.class, call);
      assertTrue(closed.getMessage().startsWith("file:"), closed.getMessage());
    }
  }
}
