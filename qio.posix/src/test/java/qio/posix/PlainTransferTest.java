package qio.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.posix.PlainTransfer.Patience;
import qio.posix.libc.Staging;

class PlainTransferTest {

  private static final int WOULD_BLOCK = -2;
  private static final int EOF = -1;

  private int before;

  @BeforeEach
  void countDescriptors() {
    before = OpenDescriptors.count();
  }

  @AfterEach
  void nothingLeaks() {
    OpenDescriptors.assertNoneLeaked(before);
  }

  @ParameterizedTest
  @EnumSource(Bytes.class)
  void aFileIsWrittenAndReadBack(Bytes kind, @TempDir Path folder) throws IOException {
    byte[] bytes = Bytes.random(Staging.BYTES * 3 + 17, 1);
    Path path = folder.resolve("file");
    try (PosixDescriptor file =
        PosixFiles.open(path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE), 0600)) {
      PlainTransfer transfer = new PlainTransfer(file);
      ByteBuffer src = kind.of(bytes);
      while (src.hasRemaining()) {
        assertTrue(transfer.write(src) > 0);
      }
      assertArrayEquals(bytes, Files.readAllBytes(path));
      PosixFiles.seek(file, 0, SeekFrom.START);
      ByteBuffer dst = kind.room(bytes.length + 100);
      while (dst.position() < bytes.length + 3) {
        assertTrue(transfer.read(dst) > 0);
      }
      assertEquals(EOF, transfer.read(dst));
      assertEquals(EOF, transfer.read(dst));
      assertArrayEquals(bytes, Bytes.taken(dst));
      Bytes.assertMarginUntouched(dst, bytes.length + 100);
    }
  }

  @Test
  void positionalTransfersLeaveThePositionAndHonourEveryBuffer() throws IOException {
    try (PosixDescriptor file = PosixFiles.memoryFile("positions")) {
      PlainTransfer transfer = new PlainTransfer(file);
      transfer.write(ByteBuffer.wrap("0123456789".getBytes()));
      ByteBuffer[] srcs = {Bytes.HEAP.of("ab".getBytes()), Bytes.DIRECT.of("cd".getBytes())};
      assertEquals(4, transfer.writeAt(srcs, 0, 2, 3));
      assertEquals(10, PosixFiles.seek(file, 0, SeekFrom.CURRENT));
      ByteBuffer[] dsts = {Bytes.DIRECT.room(3), Bytes.HEAP.room(0), Bytes.HEAP_SLICE.room(4)};
      assertEquals(7, transfer.readAt(dsts, 0, 3, 1));
      assertArrayEquals("12a".getBytes(), Bytes.taken(dsts[0]));
      assertArrayEquals("bcd7".getBytes(), Bytes.taken(dsts[2]));
      assertEquals(10, PosixFiles.seek(file, 0, SeekFrom.CURRENT));
      ByteBuffer[] one = {ByteBuffer.allocate(5)};
      assertEquals(EOF, transfer.readAt(one, 0, 1, 10));
      assertEquals(EOF, transfer.readAt(one, 0, 1, 1L << 40));
      assertThrows(IllegalArgumentException.class, () -> transfer.readAt(one, 0, 1, -1));
      assertThrows(IllegalArgumentException.class, () -> transfer.writeAt(one, 0, 1, -1));
    }
  }

  @Test
  void anAppendingFileGrowsAtItsEndWhateverThePosition(@TempDir Path folder) throws IOException {
    Path path = Files.writeString(folder.resolve("log"), "one,");
    try (PosixDescriptor file =
        PosixFiles.open(path, EnumSet.of(OpenFlag.WRITE, OpenFlag.APPEND), 0)) {
      PlainTransfer transfer = new PlainTransfer(file);
      PosixFiles.seek(file, 0, SeekFrom.START);
      transfer.write(ByteBuffer.wrap("two".getBytes()));
    }
    assertEquals("one,two", Files.readString(path));
  }

  /** Counted by the kernel: {@code syscw} of this thread. */
  @ParameterizedTest
  @EnumSource(Bytes.class)
  void whatIsAppendedByOneCallReachesTheFileByOneSystemCall(Bytes kind, @TempDir Path folder)
      throws IOException {
    Path path = folder.resolve("log");
    byte[] bytes = Bytes.random(Staging.LARGE_BYTES, 3);
    byte[] head = Bytes.random(100, 4);
    try (PosixDescriptor file =
        PosixFiles.open(path, EnumSet.of(OpenFlag.WRITE, OpenFlag.APPEND, OpenFlag.CREATE), 0600)) {
      PlainTransfer transfer = new PlainTransfer(file);
      long before = writeCalls();
      assertEquals(bytes.length, transfer.write(kind.of(bytes)));
      ByteBuffer[] record = {Bytes.DIRECT.of(head), kind.of(bytes), Bytes.DIRECT.of(head)};
      assertEquals(bytes.length + 200, transfer.write(record, 0, 3));
      assertEquals(2, writeCalls() - before);
    }
    assertEquals(2L * bytes.length + 200, Files.size(path));
    byte[] all = Files.readAllBytes(path);
    assertArrayEquals(bytes, Arrays.copyOfRange(all, bytes.length + 100, 2 * bytes.length + 100));
    assertArrayEquals(head, Arrays.copyOfRange(all, 2 * bytes.length + 100, all.length));
  }

  private static long writeCalls() throws IOException {
    return Files.readAllLines(Path.of("/proc/thread-self/io")).stream()
        .filter(line -> line.startsWith("syscw: "))
        .mapToLong(line -> Long.parseLong(line.substring(7)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPipeHasNoPositions() throws IOException {
    PosixFiles.Pipe pipe = PosixFiles.pipe(false);
    try (PosixDescriptor reader = pipe.reader();
        PosixDescriptor writer = pipe.writer()) {
      ByteBuffer[] one = {ByteBuffer.allocate(1)};
      PosixException failure =
          assertThrows(PosixException.class, () -> new PlainTransfer(reader).readAt(one, 0, 1, 0));
      assertEquals(Errno.ESPIPE, failure.errno().orElseThrow());
      assertThrows(PosixException.class, () -> new PlainTransfer(writer).writeAt(one, 0, 1, 0));
    }
  }

  @Timeout(
      value = 30,
      threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a native wait has no other end
  @ParameterizedTest
  @EnumSource(
      value = Patience.class,
      names = {"ASK_KERNEL", "POLL_FIRST"})
  void aBlockingPipeNeverMakesACallWait(Patience patience) throws IOException {
    PosixFiles.Pipe pipe = PosixFiles.pipe(false);
    try (PosixDescriptor reader = pipe.reader();
        PosixDescriptor writer = pipe.writer()) {
      PlainTransfer in = new PlainTransfer(reader, patience);
      PlainTransfer out = new PlainTransfer(writer, patience);
      assertEquals(WOULD_BLOCK, in.read(ByteBuffer.allocate(10)));
      byte[] bytes = Bytes.random(300_000, 2);
      ByteBuffer src = Bytes.HEAP.of(bytes);
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      int blocked = 0;
      while (got.size() < bytes.length) {
        while (src.hasRemaining() && out.write(src) > 0) {
          assertTrue(src.position() <= bytes.length + 3);
        }
        blocked += src.hasRemaining() ? 1 : 0;
        ByteBuffer dst = Bytes.DIRECT.room(50_000);
        while (in.read(dst) > 0) {
          assertTrue(dst.position() <= 50_003);
        }
        got.writeBytes(Bytes.taken(dst));
      }
      assertTrue(blocked > 0, "the pipe was full at least once");
      assertArrayEquals(bytes, got.toByteArray());
      assertEquals(WOULD_BLOCK, in.read(ByteBuffer.allocateDirect(10)));
      assertFalse(reader.isNonBlocking(), "the flag is left as it is");
      assertFalse(writer.isNonBlocking());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Patience.class,
      names = {"ASK_KERNEL", "POLL_FIRST"})
  void thePipesEndsTellEachOtherThatTheyAreGone(Patience patience) throws IOException {
    PosixFiles.Pipe pipe = PosixFiles.pipe(true);
    PlainTransfer in = new PlainTransfer(pipe.reader(), patience);
    pipe.writer().close();
    assertEquals(EOF, in.read(ByteBuffer.allocate(10)));
    assertEquals(EOF, in.read(ByteBuffer.allocate(10)));
    pipe.reader().close();
    PosixFiles.Pipe other = PosixFiles.pipe(true);
    other.reader().close();
    other.writer().describe("stdout");
    PlainTransfer out = new PlainTransfer(other.writer(), patience);
    PosixException failure =
        assertThrows(PosixException.class, () -> out.write(ByteBuffer.wrap(new byte[] {1})));
    assertEquals("pwritev2 stdout: EPIPE (32) Broken pipe", failure.getMessage());
    other.writer().close();
    assertThrows(ClosedChannelException.class, () -> out.write(ByteBuffer.allocate(1)));
  }

  @Test
  void devicesThatDoNotKnowNoWaitArePolledFirst() throws IOException {
    try (PosixDescriptor none =
            PosixFiles.open(Path.of("/dev/null"), EnumSet.of(OpenFlag.READ, OpenFlag.WRITE), 0);
        PosixDescriptor zeros =
            PosixFiles.open(Path.of("/dev/zero"), EnumSet.of(OpenFlag.READ), 0)) {
      assertEquals(EOF, new PlainTransfer(none).read(ByteBuffer.allocate(10)));
      assertTrue(new PlainTransfer(none).write(ByteBuffer.allocate(10)) > 0);
      ByteBuffer dst = Bytes.HEAP.room(10);
      assertEquals(10, new PlainTransfer(zeros).read(dst));
      assertArrayEquals(new byte[10], Bytes.taken(dst));
    }
  }

  @Test
  void anEventCounterIsReadAndWritten() throws IOException {
    try (PosixDescriptor counter = PosixFiles.eventCounter()) {
      PlainTransfer transfer = new PlainTransfer(counter);
      ByteBuffer eight = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
      assertEquals(WOULD_BLOCK, transfer.read(eight));
      assertEquals(8, transfer.write(eight.putLong(0, 3)));
      assertEquals(8, transfer.write(eight.clear().putLong(0, 4)));
      assertEquals(8, transfer.read(eight.clear()));
      assertEquals(7, eight.getLong(0));
    }
  }

  @Test
  void readingWhatIsOpenForWritingOnlyFails() throws IOException {
    PosixFiles.Pipe pipe = PosixFiles.pipe(true);
    try (PosixDescriptor reader = pipe.reader();
        PosixDescriptor writer = pipe.writer()) {
      PosixException failure =
          assertThrows(
              PosixException.class, () -> new PlainTransfer(writer).read(ByteBuffer.allocate(1)));
      assertEquals(Errno.EBADF, failure.errno().orElseThrow());
      assertEquals(0, new PlainTransfer(reader).read(ByteBuffer.allocate(0)));
      assertEquals(0, new PlainTransfer(writer).write(ByteBuffer.allocate(0)));
    }
  }
}
