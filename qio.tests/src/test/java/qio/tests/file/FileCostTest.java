package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.QioChannel;
import qio.api.channel.SeekOrigin;
import qio.tck.Rule;

/** What a transfer of a regular file costs: one system call, as the kernel counts, and no byte. */
class FileCostTest {

  private static final int ROUNDS = 20_000;
  private static final int SIZE = 100;
  private static final long LIMIT_NANOS = 20_000_000_000L;

  /** What the JDK allocates to capture errno until its optimising compiler has seen to it. */
  private static final int JDK_SLICE = 40;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path dir;

  /** Two buffers, so that it takes a vector. */
  private static ByteBuffer[] buffers(boolean direct, int size) {
    return direct
        ? new ByteBuffer[] {ByteBuffer.allocateDirect(size), ByteBuffer.allocateDirect(size)}
        : new ByteBuffer[] {ByteBuffer.allocate(size), ByteBuffer.allocate(size)};
  }

  private static ByteBuffer[] clear(ByteBuffer[] buffers) {
    for (ByteBuffer buffer : buffers) {
      buffer.clear();
    }
    return buffers;
  }

  private static void round(QioChannel file, ByteBuffer[] buffers) throws IOException {
    int all = 2 * buffers[0].capacity();
    assertEquals(all, file.pwritev(clear(buffers), 7));
    assertEquals(all, file.preadv(clear(buffers), 7));
    assertEquals(all, file.writev(clear(buffers)));
    file.seek(0, SeekOrigin.SET);
    assertEquals(all, file.readv(clear(buffers)));
  }

  @Rule("FILE-20")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTransferIsOneSystemCall(boolean direct) throws Exception {
    for (int size : new int[] {SIZE, direct ? 1 << 20 : 1 << 16}) {
      try (QioChannel file = Engine.NATIVE.open(dir.resolve("f"), "mode=rw", "create=on")) {
        ByteBuffer[] buffers = buffers(direct, size);
        round(file, buffers);
        calls("syscw: "); // classes are loaded by now
        long reading = calls("syscr: ");
        long looking = calls("syscr: ") - reading; // what the look itself costs
        reading = calls("syscr: ");
        long writing = calls("syscw: ");
        for (int i = 0; i < 10; i++) {
          round(file, buffers);
        }
        assertEquals(20, calls("syscw: ") - writing, "writes");
        assertEquals(20, calls("syscr: ") - reading - 3 * looking, "reads");
      }
    }
  }

  private static long calls(String kind) throws IOException {
    return Files.readAllLines(Path.of("/proc/thread-self/io")).stream()
        .filter(line -> line.startsWith(kind))
        .mapToLong(line -> Long.parseLong(line.substring(kind.length())))
        .findFirst()
        .orElseThrow();
  }

  @Rule("FILE-20")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTransferAllocatesNothing(boolean direct) throws Exception {
    double least = Double.MAX_VALUE;
    try (QioChannel file = Engine.NATIVE.open(dir.resolve("f"), "mode=rw", "create=on")) {
      ByteBuffer[] buffers = buffers(direct, SIZE);
      long start = System.nanoTime();
      while (least > 0.5 && System.nanoTime() - start < LIMIT_NANOS) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
          round(file, buffers);
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        least = Math.min(least, (double) bytes / ROUNDS);
      }
    }
    double result = least;
    assumeFalse(
        result > 0.5 && result % JDK_SLICE <= 0.5,
        () -> result + " bytes a round: the JDK's, not compiled in time");
    assertTrue(result <= 0.5, () -> result + " bytes a round");
  }
}
