package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import qio.api.channel.QioChannel;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.Rule;

/** A transfer in memory allocates nothing once it is warm. */
final class MemoryAllocationTest {

  private static final int TRANSFERS = 20_000;

  /** What measuring itself and a late compilation may cost in all; a transfer's part is below 1. */
  private static final long NOISE = 2_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Rule("MEM-11")
  @Test
  void aTransferBetweenTwoEndsAllocatesNothing() throws IOException {
    try (MemoryPair pair = MemoryChannels.pair()) {
      ByteBuffer src = ByteBuffer.allocate(64);
      ByteBuffer dst = ByteBuffer.allocate(64);
      long least = Long.MAX_VALUE;
      for (int attempt = 0; attempt < 5; attempt++) {
        least = Math.min(least, allocatedBy(pair.first(), pair.second(), src, dst));
      }
      long allocated = least;
      assertTrue(
          allocated < NOISE, () -> allocated + " bytes for " + TRANSFERS + " transfers each way");
    }
  }

  private static long allocatedBy(
      QioChannel writer, QioChannel reader, ByteBuffer src, ByteBuffer dst) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < TRANSFERS; i++) {
      assertEquals(64, writer.write(src.clear()));
      assertEquals(64, reader.read(dst.clear()));
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
